import { randomNumbers } from '@snn/conformance'
import {
  add,
  elementwise,
  gradients,
  maximum,
  mul,
  pow,
  select,
  spikeCounts,
  spikeRegularizer,
  sub,
  sum,
  type EventList,
  type Scalar,
  type SpikeRegularizer,
  type SpikeTrain,
  type Tensor,
} from '@snn/core'
import { dense, leaky, lif, readout, sequential, spiking, unrolled } from '@snn/lif'
import { expect, test } from 'vitest'
import { cpu } from './cpu.js'

/** The regularizer as its formula reads, operation after operation: what results published before it was one are made of. */
function chained(hidden: readonly (SpikeTrain | Tensor)[], { upper, lower }: SpikeRegularizer): Scalar {
  const costs = hidden.flatMap((layer): Scalar[] => {
    const counts = layer.kind === 'tensor' ? sum(layer, [1]) : spikeCounts(layer as SpikeTrain)
    const [batch, neurons] = counts.shape as [number, number]
    const found: Scalar[] = []
    if (upper) {
      const { power = 1, above, weight } = upper
      const excess = maximum(0, sub(mul(sum(counts, [1]), 1 / neurons), above))
      found.push(mul(sum(power === 1 ? excess : pow(excess, power)), weight / batch))
    }
    if (lower) {
      const { below, weight } = lower
      const squared = elementwise((x) => {
        const shortfall = select('lt', x, below, sub(below, x), 0)
        return mul(shortfall, shortfall)
      }, counts)
      found.push(mul(sum(squared), weight / (neurons * batch)))
    }
    return found
  })
  return costs.reduce((total, cost) => add(total, cost))
}

/** A batch of which some samples are nearly silent and one is silent. */
function unevenBatch(batch: number, time: number, neurons: number): EventList {
  const numbers = randomNumbers(batch)
  const [b, t, i]: [number[], number[], number[]] = [[], [], []]
  for (let sample = 1; sample < batch; sample++)
    for (let n = numbers.below(2) === 0 ? 5 : 400; n > 0; n--) {
      b.push(sample)
      t.push(numbers.below(time))
      i.push(numbers.below(neurons))
    }
  return { batch, time, neurons, b, t, i }
}

const lower = { weight: 100, below: 0.7 }
const limits: readonly SpikeRegularizer[] = [
  { upper: { weight: 0.06, above: 0.3 }, lower },
  { upper: { weight: 0.06, above: 0.3, power: 2 }, lower },
  { upper: { weight: 0.06, above: 0.3, power: 2.5 } },
  { lower },
]

test.each(['sparse', 'dense', 'unrolled'] as const)(
  'the regularizer and its gradients have the bits of its operations one by one, by the rule %s',
  async (rule) => {
    const backend = await cpu({ threads: 2 })
    const sizes = [30, 40, 23, 40]
    const layers = sizes.slice(1).map((n, k) => spiking(dense(sizes[k]!, n), lif({ tau: 10e-3 })))
    const network = sequential({ dt: 1e-3, backwardThreshold: 0.2 }, [
      ...layers,
      readout(dense(40, 3), leaky({ tau: 10e-3 }), 'max'),
    ])
    const model = await network.build(backend, { seed: 0 })
    const moved = new Set<SpikeRegularizer>()
    for (const batch of [2, 19, 130]) {
      const spikes = backend.spikes(unevenBatch(batch, 20, 30), { bins: 'sum' })
      for (const o of limits) {
        const of = async (regularizer: typeof spikeRegularizer): Promise<unknown[]> => {
          const { loss, ...slopes } = (await backend.step(() => {
            const { hidden } = model.forward(spikes, { rule: rule === 'unrolled' ? unrolled : rule })
            const loss = regularizer(hidden, o)
            return { loss, ...gradients(mul(loss, -1.7), model.parameters) } as Record<string, Tensor> & {
              loss: Scalar
            }
          })) as Record<string, Tensor> & { loss: number }
          const bits: unknown[] = [loss]
          for (const slope of Object.values(slopes as Record<string, Tensor>))
            bits.push(new Uint32Array((await slope.read()).data.buffer))
          return bits
        }
        const found = await of(spikeRegularizer)
        expect(found).toEqual(await of(chained))
        if ((found[1] as Uint32Array).some((word) => word !== 0)) moved.add(o)
      }
      spikes.free()
    }
    expect(moved.size, 'limits that gave the first layer a gradient').toBe(limits.length)
    await backend.close()
  },
)
