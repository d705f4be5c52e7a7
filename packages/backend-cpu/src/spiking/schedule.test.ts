import { runs } from '@snn/conformance'
import { createBackend, gradients, sum } from '@snn/core'
import { dense, leaky, lif, readout, sequential, spiking as spikingLayer } from '@snn/lif'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDriver } from '../driver.js'
import { createEngine } from '../engine/engine.js'
import type { Engine, EngineCall } from '../engine/types.js'
import * as Backward from '../generated/records/backward.js'
import { createMemory } from '../memory.js'
import { createPartitions } from './partition.js'
import { scheduleOf, type Schedule } from './schedule.js'
import { createSpiking, type Spiking } from './spiking.js'

test('forward tasks are the groups that a batch is cut into, backward tasks whole groups, none left out', () => {
  const partitions = createPartitions(createMemory())
  const size = fc.integer({ min: 1, max: 600 })
  fc.assert(
    fc.property(size, size, fc.array(size, { minLength: 2, maxLength: 4 }), (batch, time, sizes) => {
      const { forward, backward } = scheduleOf({ batch, time, sizes })
      const { chunks, groups, groupStart } = partitions.of(batch, time)
      const firsts = groupStart.slice(0, groups).map((chunk) => chunks[chunk]!.sample)
      expect(forward.map(([from]) => from)).toEqual(firsts)
      for (const tasks of [forward, ...backward.map(({ tasks }) => tasks)]) {
        expect(tasks.flatMap(([from, to]) => [from, to]).slice(1, -1)).toEqual(
          tasks.slice(1).flatMap(([from]) => [from, from]),
        )
        expect([tasks[0]![0], tasks.at(-1)![1]]).toEqual([0, batch])
        expect(tasks.every(([from]) => firsts.includes(from))).toBe(true)
      }
      for (const [layer, columns] of sizes.slice(1).entries()) {
        const parts = backward.flatMap(({ parts }) => parts.filter((part) => part.layer === layer))
        expect(parts.map(({ from }) => from)).toEqual([0, ...parts.slice(0, -1).map(({ to }) => to)])
        expect(parts.at(-1)!.to).toBe(columns)
      }
    }),
    { numRuns: runs(50) },
  )
})

test('gradients too large for sixteen copies are shared by neighboring groups', () => {
  const small = scheduleOf({ batch: 256, time: 500, sizes: [100, 100, 20] })
  const large = scheduleOf({ batch: 256, time: 500, sizes: [700, 200, 200, 20] })
  const lengths = ({ forward, backward }: Schedule): unknown => [
    forward.length,
    backward.map(({ tasks }) => tasks.length),
  ]
  expect([small, large].map(lengths)).toEqual([
    [16, [16]],
    [16, [8]],
  ])
})

/** An engine that writes down the backward calls of layers: their run, tasks and columns. */
function watched(
  engine: Engine,
  seen: (call: { run: number; tasks: number; from: number; to: number }) => void,
): Engine {
  const enqueue = (call: EngineCall): void => {
    if (call.kernel === 'layerBackward' || call.kernel === 'readoutBackward') {
      const u32 = engine.memory.u32().subarray(call.args / 4)
      const width = 4 * u32[Backward.vectors]!
      const [from, to] = [u32[Backward.firstBlock]! * width, u32[Backward.endBlock]! * width]
      const { tasks = call.count, count } = call
      seen({ run: engine.run, tasks: Math.min(tasks, count), from, to: Math.min(to, u32[Backward.neurons]!) })
    }
    engine.enqueue(call)
  }
  return Object.create(engine, { enqueue: { value: enqueue } }) as Engine
}

test.each([[[700, 50, 50, 20]], [[700, 600, 20]], [[30, 1500, 1300, 1200, 4]]])(
  'a step of %j is shared out as the schedule says',
  async (sizes) => {
    const [batch, time, neurons] = [12, 5, sizes[0]!]
    const runs: { run: number; tasks: number; parts: { from: number; to: number }[] }[] = []
    const engine = await createEngine({ threads: 1 })
    const spiking = (own: Engine): Spiking =>
      createSpiking(
        watched(own, ({ run, tasks, from, to }) => {
          if (runs.at(-1)?.run !== run) runs.push({ run, tasks, parts: [] })
          const last = runs.at(-1)!
          last.tasks = Math.min(last.tasks, tasks)
          last.parts.push({ from, to })
        }),
      )
    const device = { summary: 'test', details: {} }
    const backend = createBackend(createDriver({ engine, spiking, replay: 'when-needed', device }))
    const layers = sizes.slice(1).map((columns, l) => dense(sizes[l]!, columns))
    const network = sequential({ dt: 1e-3 }, [
      ...layers.slice(0, -1).map((synapse) => spikingLayer(synapse, lif({ tau: 10e-3 }))),
      readout(layers.at(-1)!, leaky({ tau: 10e-3 }), 'max'),
    ])
    const model = await network.build(backend, { seed: 0 })
    const spikes = backend.spikes({ batch, time, neurons, b: [0, 7], t: [1, 2], i: [3, 4] })
    await backend.step(() => {
      gradients(sum(model.forward(spikes).logits), model.parameters)
    })
    await backend.close()
    expect(runs.map(({ tasks, parts }) => ({ tasks, parts }))).toEqual(
      scheduleOf({ batch, time, sizes }).backward.map(({ tasks, parts }) => ({
        tasks: tasks.length,
        parts: parts.map(({ from, to }) => ({ from, to })),
      })),
    )
  },
)
