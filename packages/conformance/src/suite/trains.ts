import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomNets } from '../random-nets.js'
import { randomNumbers } from '../random-numbers.js'
import { activeSet, activeValues } from '../reference/active-set.js'
import { array, rounded, zeros } from '../reference/array.js'
import { eventsOfCounts } from '../reference/events.js'
import { networkForward } from '../reference/network.js'
import { countBackward, countForward } from '../reference/readout.js'
import { runs } from '../runs.js'
import { expectEvents } from './expect-events.js'
import { inStep } from './in-step.js'
import { atWorkbench } from './on-device.js'
import { needs, type Subject } from './options.js'

/** Spike counts, their way back, and trains written out. */
export function trainTests(subject: Subject): void {
  const nets = randomNets({ readout: undefined, density: 0.3 })

  describe('a spike train', () => {
    test('comes back as it was given, sorted', async (context) => {
      const driver = subject.driver()
      needs(context, driver, 'inspection')
      await fc.assert(
        fc.asyncProperty(nets, ({ input }) =>
          atWorkbench(driver, async (bench) =>
            expectEvents(
              'events',
              await driver.spiking.readEvents(bench.train(input.spikes!)),
              eventsOfCounts(input.spikes!),
            ),
          ),
        ),
        { numRuns: runs(20) },
      )
    })

    test('of another batch and length can be written over the one before', (context) => {
      const driver = subject.driver()
      needs(context, driver, 'inspection')
      return atWorkbench(driver, async (bench) => {
        const train = bench.train(array([1, 2, 3], [0, 1, 0, 0, 0, 2]))
        const larger = array(
          [2, 3, 3],
          Array.from({ length: 18 }, (_, k) => k % 3),
        )
        for (const counts of [larger, zeros([1, 1, 3]), larger]) {
          const { b, t, i } = eventsOfCounts(counts)
          const [batch, time] = counts.shape as [number, number]
          const rowStart = Uint32Array.from({ length: batch * time + 1 }, (_, row) => {
            let before = 0
            for (let k = 0; k < b.length; k++) if (b[k]! * time + t[k]! < row) before++
            return before
          })
          // What lies behind the last row is no event.
          driver.spiking.writeTrain(train, {
            batch,
            time,
            neurons: 3,
            rowStart,
            index: Uint16Array.of(...Array.from(i), 1, 1),
          })
          expectEvents('events', await driver.spiking.readEvents(train), { b, t, i })
        }
      })
    })

    test('with 32-bit indices is the same as with 16-bit indices', (context) => {
      const driver = subject.driver()
      needs(context, driver, 'inspection')
      return atWorkbench(driver, async (bench) => {
        const neurons = 70_001
        const train = driver.spiking.createTrain(neurons)
        bench.keep({ release: () => driver.spiking.releaseTrain(train) })
        const rowStart = Uint32Array.of(0, 2, 2, 4)
        driver.spiking.writeTrain(train, {
          batch: 1,
          time: 3,
          neurons,
          rowStart,
          index: Uint32Array.of(70_000, 3, 65_536, 65_536),
        })
        const output = bench.room(neurons)
        await inStep(driver, () => driver.spiking.counts({ train, output }))
        const counts = await bench.read(output, neurons)
        expect([counts[3], counts[65_536], counts[70_000]]).toEqual([1, 2, 1])
        expectEvents('events', await driver.spiking.readEvents(train), {
          b: [0, 0, 0, 0],
          t: [0, 0, 2, 2],
          i: [3, 70_000, 65_536, 65_536],
        })
      })
    })

    test('has counts, and their gradient on its active set, exactly', async (context) => {
      const driver = subject.driver()
      needs(context, driver, 'inspection')
      await fc.assert(
        fc.asyncProperty(nets, (found) =>
          atWorkbench(driver, async (bench) => {
            const [layer, output] = [
              found.network.layers.at(-1)!,
              networkForward(found.network, found.input).layers.at(-1)!,
            ]
            const [batch, time, neurons] = output.spikes.shape as [number, number, number]
            const train = await bench.relay(output.potentials, layer.threshold, layer.backwardThreshold)
            const numbers = randomNumbers(found.recipe.seed)
            const slope = rounded(
              array(
                [batch, neurons],
                Array.from({ length: batch * neurons }, () => numbers.normal()),
              ),
            )
            const [counts, dense] = [bench.room(batch * neurons), bench.room(batch * time * neurons)]
            const gradient = bench.put(slope)
            const [once, twice] = [0, 1].map((slot) => ({ train, slot })) as [
              { train: typeof train; slot: number },
              { train: typeof train; slot: number },
            ]
            await inStep(driver, () => {
              driver.spiking.counts({ train, output: counts })
              driver.spiking.toDense({ train, output: dense })
              driver.spiking.countsBackward({ gradient, into: { gradient: once, accumulate: false } })
              driver.spiking.countsBackward({ gradient, into: { gradient: twice, accumulate: false } })
              driver.spiking.countsBackward({ gradient, into: { gradient: twice, accumulate: true } })
            })
            expect([...(await bench.read(counts, batch * neurons))]).toEqual([...countForward(output.spikes).data])
            expect([...(await bench.read(dense, batch * time * neurons))]).toEqual([...output.spikes.data])
            const mask = activeSet(output.potentials, layer.threshold, layer.backwardThreshold)
            const values = [...activeValues(countBackward(slope, time), mask)]
            expect([...(await driver.spiking.readGradient(once))]).toEqual(values)
            expect([...(await driver.spiking.readGradient(twice))]).toEqual(values.map((value) => 2 * value))
          }),
        ),
        { numRuns: runs(30) },
      )
    })

    test('of input has counts and is written out with several events a bin', () =>
      atWorkbench(subject.driver(), async (bench) => {
        const counts = array(
          [2, 3, 4],
          Array.from({ length: 24 }, (_, k) => (k * 7) % 4),
        )
        const [sums, dense] = [bench.room(8), bench.room(24)]
        const train = bench.train(counts)
        await inStep(bench.driver, () => {
          bench.driver.spiking.counts({ train, output: sums })
          bench.driver.spiking.toDense({ train, output: dense })
        })
        expect([...(await bench.read(sums, 8))]).toEqual([...countForward(counts).data])
        expect([...(await bench.read(dense, 24))]).toEqual([...counts.data])
      }))
  })
}
