import { randomNumbers } from '@snn/conformance'
import { adam, add, crossEntropy, gradients, hostArray, spikeRegularizer, type EventList } from '@snn/core'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { describe, expect, it } from 'vitest'
import { cpu, type CpuOptions } from './cpu.js'

const [time, inputs, classes] = [150, 40, 5]

/** Samples as real ones are: bursts of very different size, some that end early, and one without any event. */
function unevenBatch(seed: number, batch: number): EventList {
  const numbers = randomNumbers(seed)
  const [b, t, i]: [number[], number[], number[]] = [[], [], []]
  for (let sample = 1; sample < batch; sample++) {
    const length = 1 + numbers.below(time)
    const burst = numbers.below(length)
    for (let n = numbers.below(2) === 0 ? 20 : 2000; n > 0; n--) {
      b.push(sample)
      t.push(n % 3 === 0 ? burst : numbers.below(length))
      i.push(numbers.below(inputs))
    }
  }
  return { batch, time, neurons: inputs, b, t, i }
}

/** Losses, weights and moments after some steps on uneven batches of several sizes, two steps under way. */
async function trained(options: CpuOptions): Promise<{ losses: readonly number[]; bits: readonly Uint32Array[] }> {
  await using backend = await cpu(options)
  const network = sequential({ dt: 1e-3, backwardThreshold: 0.3 }, [
    spiking(dense(inputs, 70), lif({ tau: 10e-3 })),
    spiking(dense(70, 45, { bias: true }), lif({ tau: 5e-3 })),
    readout(dense(45, classes), leaky({ tau: 10e-3 }), 'sum'),
  ])
  const model = await network.build(backend, { seed: 1 })
  const optimizer = adam(model.parameters, { rate: 5e-3 })
  const steps = [37, 20, 37, 1, 64, 120, 37, 2, 37].map(async (batch, n) => {
    const spikes = backend.spikes(unevenBatch(n, batch), { bins: 'sum' })
    const labels = backend.tensor(hostArray(Int32Array.from({ length: batch }, (_, k) => (k + n) % classes)))
    const { loss } = await backend.step(() => {
      const { logits, hidden } = model.forward(spikes)
      const total = add(crossEntropy(logits, labels), spikeRegularizer(hidden, { lower: { weight: 100, below: 0.05 } }))
      optimizer.update(gradients(total, model.parameters))
      return { loss: total }
    })
    return loss
  })
  const losses = await Promise.all(steps)
  const bits: Uint32Array[] = []
  for (const tensor of Object.values(model.parameters)) bits.push(new Uint32Array((await tensor.read()).data.buffer))
  bits.push(Uint32Array.from(await optimizer.save()))
  return { losses, bits }
}

describe('training on uneven samples', () => {
  const alone = trained({ threads: 1 })

  it('changes the weights', async () => {
    const { losses, bits } = await alone
    expect(new Set(losses).size).toBe(losses.length)
    const moments = bits.at(-1)!
    expect(moments.some((word) => word !== 0)).toBe(true)
  })

  it.each([2, 3, 4])('ends in the bits of one thread on %i threads', async (threads) => {
    expect(await trained({ threads })).toEqual(await alone)
    expect(await trained({ threads, worthWaking: 0, capacity: 1 })).toEqual(await alone)
  })

  it.each([2, 3, 4, 9])('ends in the bits of one thread on %i that share no memory', async (threads) => {
    expect(await trained({ threads, apart: 0 })).toEqual(await alone)
    expect(await trained({ threads, apart: 3000, capacity: 1 })).toEqual(await alone)
  })
})
