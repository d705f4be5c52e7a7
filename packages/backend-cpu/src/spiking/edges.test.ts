import { randomNumbers, reference } from '@snn/conformance'
import { expr, packEvents, type Driver, type EventList, type LayerDescription, type Region } from '@snn/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exactCase } from '../../test/exact-case.js'
import { expectBackward, expectForward, logitsGradientOf, referenceRun } from '../../test/expected.js'
import { createRig, region, runNetwork } from '../../test/network.js'
import { createEngine } from '../engine/engine.js'
import type { CpuStorage } from '../engine/types.js'
import { createSpiking } from './spiking.js'

const boxcar = expr.constant(1)

function layer(inputs: number, neurons: number, options: Partial<LayerDescription> = {}): LayerDescription {
  return { inputs, neurons, alpha: 0.5, threshold: 1, reset: 1, backwardThreshold: 0.5, surrogate: boxcar, ...options }
}

function randomEvents(seed: number, batch: number, time: number, neurons: number, density: number): EventList {
  const numbers = randomNumbers(seed)
  const [b, t, i]: [number[], number[], number[]] = [[], [], []]
  for (let n = Math.round(density * batch * time * neurons); n > 0; n--) {
    b.push(numbers.below(batch))
    t.push(numbers.below(time))
    i.push(numbers.below(neurons))
  }
  return { batch, time, neurons, b, t, i }
}

describe('spiking kernels', () => {
  let driver: Driver
  beforeAll(async () => {
    driver = await createRig({ threads: 2 })
  })
  afterAll(() => driver.close())

  async function step(body: () => void): Promise<void> {
    for (;;) {
      driver.begin()
      body()
      const { overflow } = await driver.submit([], true)
      if (!overflow) return
      driver.resume()
    }
  }

  async function values({ storage }: Region): Promise<number[]> {
    return [...new Float32Array(await driver.read(storage, 0, storage.bytes))]
  }

  function trainOf(events: EventList) {
    const train = driver.spiking.createTrain(events.neurons)
    driver.spiking.writeTrain(train, packEvents(events, 'sum'))
    return train
  }

  test('carry potentials and gradients through windows of time', async () => {
    const [batch, time, inputs, neurons] = [3, 5000, 4, 5]
    const events = randomEvents(1, batch, time, inputs, 0.02)
    const numbers = randomNumbers(2)
    const weights = reference.rounded(
      reference.array(
        [inputs, neurons],
        Array.from({ length: inputs * neurons }, () => 0.3 + 0.3 * numbers.normal()),
      ),
    )
    const given = {
      network: {
        layers: [
          {
            neurons,
            weights,
            alpha: 0.96875,
            threshold: 1,
            resetPotential: 0,
            surrogate: reference.fastSigmoid(2),
            backwardThreshold: 0.5,
          },
        ],
        readout: {
          weights: reference.array([neurons, 2], [0.5, -1, 2, 0.25, -0.5, 1, 0.125, 1, 1, -2]),
          alpha: 0.9375,
          over: 'max',
        },
      },
      input: { batch, steps: time, spikes: reference.countsOfEvents(events, false) },
    } as const
    const logitsGradient = logitsGradientOf(given)
    const expected = referenceRun(given, logitsGradient)
    const surrogates = [expr.div(1, expr.square(expr.add(1, expr.mul(2, expr.abs(expr.input(0))))))]
    const result = await runNetwork(driver, { ...given, events, surrogates, logitsGradient: logitsGradient.data })
    expectForward(result, expected, given)
    expectBackward(result, expected, given, 1e-4)
  })

  test('reach 70,000 steps', async () => {
    const time = 70_000
    const events = { batch: 1, time, neurons: 1, b: [0, 0, 0], t: [0, 65_535, 69_998], i: [0, 0, 0] }
    const train = trainOf(events)
    const plan = driver.spiking.plan(layer(1, 1, { alpha: 0.9999 }), { batch: 1, time })
    const weight = region(driver, [1.25])
    await step(() => plan.forward({ batch: 1, time, input: train, weight, active: true }))
    expect((await driver.spiking.readEvents(plan.output)).t).toEqual(Int32Array.of(1, 65_536, 69_999))
    plan.release()
  })

  test('tell 70,000 input neurons apart', async () => {
    const neurons = 70_000
    const train = trainOf({ batch: 1, time: 2, neurons, b: [0, 0], t: [0, 0], i: [3, 69_999] })
    const plan = driver.spiking.plan(layer(neurons, 1), { batch: 1, time: 2 })
    const weights = new Float32Array(neurons)
    weights[3] = 0.5
    weights[69_999] = 0.25
    const weight = region(driver, weights)
    const weightGradient = region(driver, neurons)
    const gradient = { train: plan.output, slot: 0 }
    const one = region(driver, [1])
    await step(() => {
      plan.forward({ batch: 1, time: 2, input: train, weight, active: true })
      driver.spiking.countsBackward({ gradient: one, into: { gradient, accumulate: false } })
      plan.backward({ gradient, weight, weightGradient })
    })
    expect((await driver.spiking.readActive(plan.output)).potentials).toEqual(Float32Array.of(0.75))
    const got = await values(weightGradient)
    expect(got.flatMap((value, i) => (value === 0 ? [] : [[i, value]]))).toEqual([
      [3, 1],
      [69_999, 1],
    ])
    plan.release()
  })

  test('keep gradients of one train apart, whichever is written first, and give all of them back', async () => {
    const plan = driver.spiking.plan(layer(0, 2), { batch: 1, time: 3 })
    const current = region(driver, [0.6, 0.8])
    const [one, two] = [region(driver, [1, 2]), region(driver, [30, 40])]
    const [first, third] = [0, 2].map((slot) => ({ train: plan.output, slot }))
    await step(() => {
      plan.forward({ batch: 1, time: 3, current, active: true })
      driver.spiking.countsBackward({ gradient: two, into: { gradient: third!, accumulate: false } })
      driver.spiking.countsBackward({ gradient: one, into: { gradient: first!, accumulate: false } })
    })
    const { i } = await driver.spiking.readActive(plan.output)
    expect(i.length).toBeGreaterThan(0)
    expect(await driver.spiking.readGradient(third!)).toEqual(Float32Array.from(i, (j) => [30, 40][j]!))
    expect(await driver.spiking.readGradient(first!)).toEqual(Float32Array.from(i, (j) => [1, 2][j]!))
    expect(plan.bytes).toBeGreaterThan(0)
    plan.release()
    expect(plan.bytes).toBe(0)
  })

  test('do not look at what lies behind the weights', async () => {
    const around = region(driver, [2, 0.5, 2, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN])
    const train = trainOf({ batch: 2, time: 3, neurons: 1, b: [0, 1], t: [0, 1], i: [0, 0] })
    const plan = driver.spiking.plan(layer(1, 3), { batch: 2, time: 3 })
    await step(() => plan.forward({ batch: 2, time: 3, input: train, weight: around, active: false }))
    const { b, t, i } = await driver.spiking.readEvents(plan.output)
    expect([b, t, i].map((list) => Array.from(list))).toEqual([
      [0, 0, 1, 1],
      [1, 1, 2, 2],
      [0, 2, 0, 2],
    ])
    plan.release()
  })

  test('list the same spikes whether or not active entries are listed', async () => {
    for (const backwardThreshold of [0.5, Infinity]) {
      const given = exactCase({
        seed: 3,
        batch: 9,
        steps: 12,
        sizes: [20, 45],
        classes: 2,
        over: 'max',
        backwardThreshold,
      })
      const train = trainOf(given.events)
      const size = { batch: 9, time: 12 }
      const plan = driver.spiking.plan(layer(20, 45, { backwardThreshold }), size)
      const weight = region(driver, given.network.layers[0]!.weights!.data)
      const numbers = randomNumbers(4)
      const initial = region(
        driver,
        Array.from({ length: 9 * 45 }, () => numbers.below(5) / 2),
      )
      const spikes = []
      for (const active of [true, false]) {
        await step(() => plan.forward({ ...size, input: train, weight, initial, active }))
        spikes.push(await driver.spiking.readEvents(plan.output))
      }
      expect(spikes[1]).toEqual(spikes[0])
      expect((await driver.spiking.readActive(plan.output)).potentials).toHaveLength(0)
      const gradient = { train: plan.output, slot: 0 }
      expect(() => plan.backward({ gradient, weight })).toThrow('did not list')
      expect(spikes[0]!.t).toContain(0)
      plan.release()
    }
  })

  test('serve smaller batches by the same plan', async () => {
    const plan = driver.spiking.plan(layer(20, 30), { batch: 20, time: 10 })
    const readout = driver.spiking.planReadout(
      { inputs: 30, classes: 3, alpha: 0.5, over: 'sum' },
      { batch: 20, time: 10 },
    )
    const train = driver.spiking.createTrain(20)
    const head = region(
      driver,
      Array.from({ length: 90 }, (_, k) => (k % 7) / 8),
    )
    const results: number[][] = []
    for (const [batch, steps] of [
      [20, 10],
      [3, 4],
      [20, 10],
      [3, 4],
    ] as const) {
      const given = exactCase({
        seed: 5,
        batch,
        steps,
        sizes: [20, 30],
        classes: 3,
        over: 'sum',
        backwardThreshold: 0.5,
      })
      driver.spiking.writeTrain(train, packEvents(given.events, 'sum'))
      const weight = region(driver, given.network.layers[0]!.weights!.data)
      const logits = region(driver, batch * 3)
      await step(() => {
        plan.forward({ batch, time: steps, input: train, weight, active: true })
        readout.forward({ batch, time: steps, input: plan.output, weight: head, logits })
      })
      results.push(await values(logits))
    }
    expect(results[2]).toEqual(results[0])
    expect(results[3]).toEqual(results[1])
    expect(results[1]!.some((value) => value !== 0)).toBe(true)
    plan.release()
    readout.release()
  })

  test('add up what several readers say about a train, in slots of its own', async () => {
    const given = exactCase({
      seed: 6,
      batch: 5,
      steps: 10,
      sizes: [20, 30],
      classes: 3,
      over: 'sum',
      backwardThreshold: 0.5,
    })
    const size = { batch: 5, time: 10 }
    const train = trainOf(given.events)
    const plan = driver.spiking.plan(layer(20, 30), size)
    const readout = driver.spiking.planReadout({ inputs: 30, classes: 3, alpha: 0.5, over: 'sum' }, size)
    const weight = region(driver, given.network.layers[0]!.weights!.data)
    const head = region(driver, given.network.readout!.weights.data)
    const logits = region(driver, 15)
    const logitsGradient = region(
      driver,
      Array.from({ length: 15 }, (_, k) => k / 8 - 1),
    )
    const perNeuron = region(
      driver,
      Array.from({ length: 150 }, (_, k) => (k % 11) / 4),
    )
    const slot = (n: number): { train: typeof plan.output; slot: number } => ({ train: plan.output, slot: n })
    const { spiking } = driver
    await step(() => {
      plan.forward({ ...size, input: train, weight, active: true })
      readout.forward({ ...size, input: plan.output, weight: head, logits })
      readout.backward({ logitsGradient, weight: head, inputGradient: { gradient: slot(0), accumulate: false } })
      spiking.countsBackward({ gradient: perNeuron, into: { gradient: slot(0), accumulate: true } })
      spiking.countsBackward({ gradient: perNeuron, into: { gradient: slot(1), accumulate: false } })
      readout.backward({ logitsGradient, weight: head, inputGradient: { gradient: slot(2), accumulate: false } })
    })
    const [sum, counts, above] = await Promise.all([0, 1, 2].map((n) => spiking.readGradient(slot(n))))
    expect(sum!.length).toBeGreaterThan(50)
    expect(sum).toEqual(counts!.map((value, k) => Math.fround(value + above![k]!)))
    const { b, i } = await spiking.readActive(plan.output)
    expect(counts).toEqual(Float32Array.from(b, (sample, k) => ((sample * 30 + i[k]!) % 11) / 4))
    plan.release()
    readout.release()
  })

  test('count and write out trains of both kinds', async () => {
    const given = exactCase({
      seed: 7,
      batch: 7,
      steps: 9,
      sizes: [20, 30],
      classes: 3,
      over: 'sum',
      backwardThreshold: 0.5,
    })
    const size = { batch: 7, time: 9 }
    const train = trainOf(given.events)
    const plan = driver.spiking.plan(layer(20, 30), size)
    const weight = region(driver, given.network.layers[0]!.weights!.data)
    const [inCounts, inDense, outCounts, outDense] = [7 * 20, 7 * 9 * 20, 7 * 30, 7 * 9 * 30].map((n) =>
      region(driver, n),
    )
    await step(() => {
      plan.forward({ ...size, input: train, weight, active: true })
      driver.spiking.counts({ train, output: inCounts! })
      driver.spiking.toDense({ train, output: inDense! })
      driver.spiking.counts({ train: plan.output, output: outCounts! })
      driver.spiking.toDense({ train: plan.output, output: outDense! })
    })
    for (const [events, counts, dense] of [
      [await driver.spiking.readEvents(train), inCounts!, inDense!],
      [await driver.spiking.readEvents(plan.output), outCounts!, outDense!],
    ] as const) {
      const expected = reference.countsOfEvents(events, false)
      expect(await values(dense)).toEqual([...expected.data])
      expect(await values(counts)).toEqual([...reference.sumOverSteps(expected).data])
      expect(events.b.length).toBeGreaterThan(20)
    }
    plan.release()
  })

  test('let potentials and gradients fall to zero, not to denormal numbers', async () => {
    const time = 1000
    const train = trainOf({ batch: 1, time, neurons: 1, b: [0, 0], t: [0, 998], i: [0, 0] })
    const plan = driver.spiking.plan(layer(1, 1, { backwardThreshold: 0.375 }), { batch: 1, time })
    const weight = region(driver, [0.75])
    const potentials = region(driver, time)
    const currentGradient = region(driver, time)
    const current = region(driver, time)
    const gradient = { train: plan.output, slot: 0 }
    const one = region(driver, [1])
    await step(() => {
      plan.forward({ batch: 1, time, input: train, weight, current, currentPerStep: true, potentials, active: true })
      driver.spiking.countsBackward({ gradient: one, into: { gradient, accumulate: false } })
      plan.backward({ gradient, weight, currentGradient })
    })
    const V = await values(potentials)
    const delta = await values(currentGradient)
    const denormal = (x: number): boolean => x !== 0 && Math.abs(x) < 2 ** -126
    expect(V.filter(denormal)).toEqual([])
    expect(delta.filter(denormal)).toEqual([])
    expect([V[1], V[2], V[500], V[999]]).toEqual([0.75, 0.375, 0, 0.75])
    expect([delta[998], delta[997], delta[500], delta[0]]).toEqual([1, 0.5, 0, 1])
    plan.release()
  })

  test('drive a layer by currents alone, and ask nothing of an absent input', async () => {
    const size = { batch: 2, time: 4 }
    const plan = driver.spiking.plan(layer(0, 2, { reset: 0.75 }), size)
    const [current, bias] = [region(driver, [0.5, 0, 1, 0.25]), region(driver, [0, 0.25])]
    const [currentGradient, biasGradient, final] = [region(driver, 4), region(driver, 2), region(driver, 4)]
    const gradient = { train: plan.output, slot: 0 }
    const ones = region(driver, [1, 1, 1, 1])
    await step(() => {
      plan.forward({ ...size, current, bias, final, active: true })
      driver.spiking.countsBackward({ gradient: ones, into: { gradient, accumulate: false } })
      plan.backward({ gradient, currentGradient, biasGradient })
    })
    // V: 0, 0.5, 0.75, 0.875 → 0.9375;  0, 0.25, 0.375, 0.4375 → …;  0, 1, 1.5 (spike), 1 → 1.5;  0, 0.5, 0.75, 0.875
    expect(await values(final)).toEqual([0.9375, 0.46875, 1.5, 0.9375])
    const { b, t, i } = await driver.spiking.readActive(plan.output)
    expect(Array.from(b, (sample, k) => [sample, t[k], i[k]])).toEqual([
      [0, 2, 0],
      [0, 3, 0],
      [1, 1, 0],
      [1, 2, 1],
      [1, 3, 0],
      [1, 3, 1],
    ])
    // δ[t] = λ[t+1] + δ[t+1] / 2 with λ = 1 where active: sums over t.
    expect(await values(currentGradient)).toEqual([1 + 1.5 + 0.75, 0, 1 + 0.5 + 1.25, 3.25])
    expect(await values(biasGradient)).toEqual([6, 3.25])
    plan.release()
  })

  test('give back all memory', async () => {
    const engine = await createEngine({ threads: 1 })
    const { kernels, counts, resume } = createSpiking(engine)
    const given = exactCase({
      seed: 8,
      batch: 30,
      steps: 12,
      sizes: [40, 90],
      classes: 3,
      over: 'max',
      backwardThreshold: 0.5,
    })
    const size = { batch: 30, time: 12 }
    const place = (elements: number): Region => {
      const bytes = 4 * elements
      return { storage: { bytes, address: engine.memory.allocate(bytes) } as CpuStorage, offset: 0 }
    }
    const [weight, weightGradient, head, logits] = [40 * 90, 40 * 90, 90 * 3, 30 * 3].map(place) as [
      Region,
      Region,
      Region,
      Region,
    ]
    const held: number[] = []
    for (let pass = 0; pass < 3; pass++) {
      const train = kernels.createTrain(40)
      kernels.writeTrain(train, packEvents(given.events, 'sum'))
      const plan = kernels.plan(layer(40, 90), size)
      const readout = kernels.planReadout({ inputs: 90, classes: 3, alpha: 0.5, over: 'max' }, size)
      const gradient = { train: plan.output, slot: 0 }
      counts.begin()
      const close = engine.openArguments()
      plan.forward({ ...size, input: train, weight, active: true })
      readout.forward({ ...size, input: plan.output, weight: head, logits })
      readout.backward({ logitsGradient: logits, weight: head, inputGradient: { gradient, accumulate: false } })
      plan.backward({ gradient, weight, weightGradient })
      counts.close()
      engine.closeArguments()
      await engine.flush()
      close()
      resume()
      expect(plan.bytes).toBeGreaterThan(10_000)
      plan.release()
      readout.release()
      kernels.releaseTrain(train)
      held.push(engine.memory.bytes)
    }
    expect(held[1]).toBe(held[0])
    expect(held[2]).toBe(held[0])
    await engine.close()
  })
})
