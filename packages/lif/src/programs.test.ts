import {
  abs,
  adam,
  add,
  crossEntropy,
  exp,
  gradients,
  hostArray,
  mul,
  spikeRegularizer,
  sum,
  type Backend,
  type HostArray,
  type Scalar,
  type SpikeTrain,
  type Tensor,
} from '@snn/core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as snn from './index.js'
import { backends } from './testing/backends.js'
import { randomEvents } from './testing/nets.js'

const { dense, leaky, lif, readout, sequential, spiking, surrogate, unrolled } = snn

/** What no program may say; each line is an error in the editor, for the reason above it. Nothing of it runs. */
export async function wrong(
  backend: Backend,
  model: snn.Model,
  spikes: SpikeTrain,
  labels: Tensor<'int32'>,
): Promise<void> {
  // @ts-expect-error a step's closure is synchronous
  await backend.step(async () => ({ loss: crossEntropy(model.forward(spikes).logits, labels) }))
  // @ts-expect-error nothing is read inside a step
  await backend.step(() => crossEntropy(model.forward(spikes).logits, labels).read())
  // @ts-expect-error a neuron alone is not a layer
  sequential({ dt: 1e-3 }, [spiking(dense(784, 200), lif({ tau: 1e-2 })), lif({ tau: 1e-2 })])
  // @ts-expect-error gradients are of a scalar
  gradients(model.forward(spikes).logits, model.parameters)
  // @ts-expect-error labels are integers
  crossEntropy(model.forward(spikes).logits, model.forward(spikes).logits)
  // @ts-expect-error a readout has leaky integrators
  readout(dense(200, 10), lif({ tau: 1e-2 }), 'max')
  // @ts-expect-error a spiking layer has neurons that spike
  spiking(dense(200, 10), leaky({ tau: 1e-2 }))
  // @ts-expect-error the synapse comes first
  spiking(lif({ tau: 1e-2 }), dense(200, 10))
  // @ts-expect-error there is no such reduction over time
  readout(dense(200, 10), leaky({ tau: 1e-2 }), 'median')
  // @ts-expect-error a neuron has a time constant
  lif({ threshold: 1 })
  // @ts-expect-error options are known by name
  lif({ tau: 1e-2, treshold: 1 })
  // @ts-expect-error options are known by name
  sequential({ dt: 1e-3, bth: 0.2 }, [])
  // @ts-expect-error a network has a time step
  sequential({}, [])
  // @ts-expect-error a surrogate gives an expression
  surrogate('one', () => 1)
  // @ts-expect-error a surrogate is a description, not a function
  lif({ tau: 1e-2, surrogate: (u: number) => u })
  // @ts-expect-error a seed is always given
  await sequential({ dt: 1e-3 }, []).build(backend, {})
  // @ts-expect-error there is no such rule
  model.forward(spikes, { rule: 'exact' })
  // @ts-expect-error nothing else is recorded
  await model.run(spikes, { record: ['weights'] })
  // @ts-expect-error a description is immutable
  model.network.layers[0] = spiking(dense(1, 1), lif({ tau: 1 }))
}

describe('programs', () => {
  it('have the types of what they get', () => {
    expectTypeOf<ReturnType<snn.Model['stream']>['push']>().returns.resolves.toEqualTypeOf<HostArray>()
    const typesOf = (model: snn.Model, spikes: SpikeTrain): void => {
      expectTypeOf(model.forward(spikes).hidden).toEqualTypeOf<readonly SpikeTrain[]>()
      expectTypeOf(model.forward(spikes, { rule: 'dense' }).hidden).toEqualTypeOf<readonly SpikeTrain[]>()
      expectTypeOf(model.forward(spikes, { rule: unrolled }).hidden).toEqualTypeOf<readonly Tensor[]>()
      const rule = 'sparse' as snn.Rule
      expectTypeOf(model.forward(spikes, { rule }).hidden).toEqualTypeOf<readonly (SpikeTrain | Tensor)[]>()
      expectTypeOf(gradients(sum(model.forward(spikes).logits), model.parameters)).toExtend<snn.ModelParameters>()
    }
    expect(typesOf).toBeTypeOf('function')
  })

  it.each(backends)('train by hand on $name, two models by one optimizer, and swap the backend', async ({ make }) => {
    const backend = await make()
    const network = sequential({ dt: 1e-3, backwardThreshold: 0.2 }, [
      spiking(dense(12, 20), lif({ tau: 10e-3, surrogate: surrogate('cusp', (u) => exp(mul(-25, abs(u)))) })),
      spiking(dense(20, 20), lif({ tau: 10e-3 })),
      readout(dense(20, 3), leaky({ tau: 10e-3 }), 'max'),
    ])
    const model = await network.build(backend, { seed: 0 })
    const spikes = backend.spikes(randomEvents(1, 6, 30, 12))
    const labels = backend.tensor(hostArray(Int32Array.from([0, 1, 2, 0, 1, 2])))
    const lossOf = (of: snn.Model): Scalar => {
      const { logits, hidden } = of.forward(spikes)
      const regularizer = spikeRegularizer(hidden, { lower: { weight: 100, below: 1e-3 } })
      return add(crossEntropy(logits, labels), regularizer)
    }

    const optimizer = adam(model.parameters, { rate: 1e-2 })
    const losses: number[] = []
    for (let step = 0; step < 30; step++) {
      const { loss } = await backend.step(() => {
        const loss = lossOf(model)
        optimizer.update(gradients(loss, model.parameters))
        return { loss }
      })
      losses.push(loss)
    }
    expect(losses.at(-1)!).toBeLessThan(0.9 * losses[0]!)

    const other = await network.build(backend, { seed: 1 })
    const both = { a: model.parameters, b: other.parameters }
    const schedule = adam(both, { rate: (update) => 1e-3 * 0.99 ** update })
    const before = (await other.parameters['layer0.weight']!.read()).data
    await backend.step(() => {
      schedule.update(gradients(add(lossOf(model), lossOf(other)), both))
    })
    expect((await other.parameters['layer0.weight']!.read()).data).not.toEqual(before)

    const second = await make()
    const moved = await model.copyTo(second)
    expect((await optimizer.copyTo(moved)).updates).toBe(30)
    expect((await moved.run(second.spikes(randomEvents(1, 6, 30, 12)))).logits).toEqual(
      (await model.run(spikes)).logits,
    )
    await Promise.all([backend.close(), second.close()])
  })
})
