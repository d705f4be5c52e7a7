import {
  add,
  crossEntropy,
  gradients,
  hostArray,
  normalArray,
  readEvents,
  spikeRegularizer,
  type Backend,
  type EventList,
  type HostArray,
  type Scalar,
  type SpikeTrain,
  type Tensor,
} from '@snn/core'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Over } from '../description/layer.js'
import { backends } from '../testing/backends.js'
import { lively, randomEvents, smallNet } from '../testing/nets.js'
import type { Rule } from './forward.js'
import type { Input } from './input.js'
import type { Model } from './model.js'
import { unrolled } from './unrolled.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)
const overs: readonly (Over | 'counts')[] = ['max', 'sum', 'last', 'mean', 'counts']
const regularizers = { upper: { weight: 0.06, above: 0.5, power: 2 }, lower: { weight: 1, below: 4 } }

interface Result {
  readonly loss: number
  readonly logits: Float32Array
  readonly gradients: ReadonlyMap<string, Float32Array>
}

/** Loss, logits and gradients of one step. */
async function stepOf(
  model: Model,
  input: Input,
  labels: Tensor<'int32'>,
  rule: Rule,
  steps?: number,
): Promise<Result> {
  const { backend, parameters } = model
  const found = await backend.step(() => {
    const { logits, hidden, output } = model.forward(input, { rule, ...(steps === undefined ? {} : { steps }) })
    const spikes = output ? [...hidden, output] : hidden
    const loss: Scalar = add(crossEntropy(logits, labels), spikeRegularizer(spikes, regularizers))
    return { loss, logits, ...gradients(loss, parameters) } as Record<string, Tensor | Scalar> & { loss: Scalar }
  })
  const { loss, logits, ...rest } = found as Record<string, Tensor> & { loss: number }
  const host = await Promise.all(
    Object.entries(rest as Record<string, Tensor>).map(async ([name, x]) => [name, (await x.read()).data] as const),
  )
  return { loss, logits: (await logits!.read()).data, gradients: new Map(host) }
}

/** ‖a - b‖ / max(‖a‖, ‖b‖, tiny). */
function distance(a: Float32Array, b: Float32Array): number {
  const norm = (x: Iterable<number>): number => Math.sqrt([...x].reduce((sum, v) => sum + v * v, 0))
  return norm([...a].map((v, k) => v - b[k]!)) / Math.max(norm(a), norm(b), 1e-12)
}

function expectSame(a: Result, b: Result): void {
  expect(Math.abs(a.loss - b.loss)).toBeLessThan(1e-4 * Math.max(1, Math.abs(a.loss)))
  expect(distance(a.logits, b.logits)).toBeLessThan(1e-4)
  for (const [name, gradient] of a.gradients)
    expect(distance(gradient, b.gradients.get(name)!), name).toBeLessThan(1e-3)
}

const norms = (result: Result): readonly number[] =>
  [...result.gradients.values()].map((x) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0)))

describe.each(backends)('the rules on $name', ({ make }) => {
  let backend: Backend
  beforeAll(async () => {
    backend = await make()
  })
  afterAll(() => backend.close())

  const labelsOf = (batch: number): Tensor<'int32'> =>
    backend.tensor(hostArray(Int32Array.from({ length: batch }, (_, b) => b % 4)))
  const build = (o: Parameters<typeof smallNet>[0], seed = 0): Promise<Model> =>
    smallNet(o).build(backend, { seed, initializer: lively })

  it.each(overs.flatMap((over) => [0.4, Infinity].map((backwardThreshold) => [over, backwardThreshold] as const)))(
    'sparse and unrolled agree on loss, logits and every gradient: %s over time, B_th %s',
    async (over, backwardThreshold) => {
      const model = await build({ over, backwardThreshold })
      const spikes = backend.spikes(randomEvents(4, 5, 25, 7))
      const sparse = await stepOf(model, spikes, labelsOf(5), 'sparse')
      expectSame(sparse, await stepOf(model, spikes, labelsOf(5), unrolled))
      for (const norm of norms(sparse)) expect(norm).toBeGreaterThan(1e-6)
    },
  )

  it('sparse and unrolled agree on random networks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.integer({ min: 0, max: 1e6 }),
          sizes: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 3 }),
          over: fc.constantFrom(...overs),
          bias: fc.boolean(),
          backwardThreshold: fc.constantFrom(0.05, 0.3, 0.8, 1.5, Infinity),
          batch: fc.integer({ min: 1, max: 4 }),
          time: fc.integer({ min: 3, max: 20 }),
        }),
        async ({ seed, sizes, over, bias, backwardThreshold, batch, time }) => {
          const model = await build({ sizes: [7, ...sizes, 4], over, bias, backwardThreshold }, seed)
          const spikes = backend.spikes(randomEvents(seed, batch, time, 7))
          const labels = labelsOf(batch)
          try {
            const sparse = await stepOf(model, spikes, labels, 'sparse')
            expectSame(sparse, await stepOf(model, spikes, labels, unrolled))
          } finally {
            for (const value of [model, spikes, labels]) value.free()
          }
        },
      ),
      { numRuns },
    )
  })

  it('dense is the network with B_th = Infinity', async () => {
    const spikes = backend.spikes(randomEvents(4, 3, 20, 7))
    const [sparse, dense] = [await build({}), await build({ backwardThreshold: Infinity })]
    const byRule = await stepOf(sparse, spikes, labelsOf(3), 'dense')
    expect(byRule).toEqual(await stepOf(dense, spikes, labelsOf(3), 'sparse'))
    const other = await stepOf(sparse, spikes, labelsOf(3), 'sparse')
    expect(distance(byRule.gradients.get('layer0.weight')!, other.gradients.get('layer0.weight')!)).toBeGreaterThan(
      0.01,
    )
  })

  it('give each layer its own B_th', async () => {
    const network = smallNet()
    const model = await network.build(backend, { seed: 0, initializer: lively })
    const spikes = backend.spikes(randomEvents(4, 3, 20, 7))
    const { record } = await model.run(spikes, { record: ['active', 'potentials'] })
    for (const layer of [0, 1]) {
      const potentials = (await record.layer(layer).potentials()).data
      const near = potentials.filter(
        (v, k) => Math.floor(k / network.layers[layer]!.synapse.outputs) % 20 > 0 && Math.abs(v - 0.9) < 0.4,
      )
      expect((await record.layer(layer).active()).b.length).toBe(near.length)
    }
  })

  describe('with a dense input', () => {
    const shapes: readonly [string, readonly number[], number | undefined][] = [
      ['constant in time', [3, 7], 20],
      ['per step', [3, 20, 7], undefined],
    ]
    const tensorOf = (shape: readonly number[]): Tensor =>
      backend.tensor(hostArray(normalArray({ seed: 2, shape, mean: 0.3, std: 0.3 }), shape))

    it.each(
      shapes.flatMap(([name, shape, steps]) => ['max', 'counts'].map((over) => [name, over, shape, steps] as const)),
    )('%s, sparse and unrolled agree (%s)', async (_, over, shape, steps) => {
      const model = await build({ over: over as Over | 'counts' })
      const sparse = await stepOf(model, tensorOf(shape), labelsOf(3), 'sparse', steps)
      expectSame(sparse, await stepOf(model, tensorOf(shape), labelsOf(3), unrolled, steps))
      for (const norm of norms(sparse)) expect(norm).toBeGreaterThan(1e-6)
    })

    it('constant in time is the same as repeated at each step', async () => {
      const model = await build({ steps: 20 })
      const x = await tensorOf([3, 7]).read()
      const repeated = new Float32Array(3 * 20 * 7)
      for (let row = 0; row < 60; row++)
        repeated.set(x.data.subarray(7 * Math.floor(row / 20), 7 * Math.floor(row / 20) + 7), 7 * row)
      const constant = await model.run(backend.tensor(x))
      const perStep = await model.run(backend.tensor(hostArray(repeated, [3, 20, 7])))
      expect(constant.logits).toEqual(perStep.logits)
    })

    it('of zeros and ones is the same as spikes', async () => {
      const model = await build({})
      const events = randomEvents(4, 3, 20, 7)
      const ones = new Float32Array(3 * 20 * 7)
      for (let k = 0; k < events.b.length; k++) ones[(events.b[k]! * 20 + events.t[k]!) * 7 + events.i[k]!] = 1
      const bySpikes = await stepOf(model, backend.spikes(events), labelsOf(3), 'sparse')
      expectSame(bySpikes, await stepOf(model, backend.tensor(hostArray(ones, [3, 20, 7])), labelsOf(3), 'sparse'))
    })

    it('is refused by a network of a readout alone', async () => {
      const model = await build({ sizes: [7, 4] })
      const x = tensorOf([3, 20, 7])
      await expect(model.run(x)).rejects.toMatchObject({ code: 'UNSUPPORTED', where: 'layer 0' })
      await expect(model.run(backend.spikes(randomEvents(1, 3, 20, 7)))).resolves.toBeDefined()
    })
  })

  it('unrolled gives its hidden spikes as dense arrays, those of the trains', async () => {
    const model = await build({})
    const input = backend.spikes(randomEvents(4, 3, 20, 7))
    let [tensors, trains]: [readonly Tensor[], readonly SpikeTrain[]] = [[], []]
    let [dense, events]: [readonly HostArray[], readonly EventList[]] = [[], []]
    await backend.step(
      () => {
        tensors = model.forward(input, { rule: unrolled }).hidden
        trains = model.forward(input).hidden
      },
      {
        inspect: async () => {
          dense = await Promise.all(tensors.map((x) => x.read()))
          events = await Promise.all(trains.map((x) => readEvents(x)))
        },
      },
    )
    for (const [layer, { b, t, i, time, neurons }] of events.entries()) {
      const expected = new Float32Array(dense[layer]!.data.length)
      for (let k = 0; k < b.length; k++) expected[(b[k]! * time + t[k]!) * neurons + i[k]!] = 1
      expect(dense[layer]!.data).toEqual(expected)
      expect(b.length).toBeGreaterThan(0)
    }
  })
})
