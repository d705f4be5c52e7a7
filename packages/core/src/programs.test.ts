import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  adam,
  crossEntropy,
  gradients,
  matmul,
  softplus,
  sum,
  type Backend,
  type HostArray,
  type SpikeTrain,
  type Tensor,
} from './index.js'

/** What no program may say; each line is an error in the editor, for the reason above it. Nothing of it runs. */
export async function wrong(backend: Backend, x: Tensor, labels: Tensor<'int32'>, spikes: SpikeTrain): Promise<void> {
  // @ts-expect-error a step's closure is synchronous
  await backend.step(async () => sum(x))
  // @ts-expect-error a step's closure is synchronous, in a record too
  await backend.step(async () => ({ loss: sum(x) }))
  // @ts-expect-error nothing is read inside a step
  await backend.step(() => sum(x).read())
  // @ts-expect-error nothing is read inside a step, in a record too
  await backend.step(() => ({ y: x.read() }))
  // @ts-expect-error a step gives tensors, not numbers
  await backend.step(() => 1)
  // @ts-expect-error a step gives no spikes: they live as long as the step
  await backend.step(() => spikes)
  // @ts-expect-error labels are integers
  crossEntropy(x, x)
  // @ts-expect-error gradients are of a scalar
  gradients(x, { x })
  // @ts-expect-error gradients are of tensors
  gradients(sum(x), { rate: 1 })
  // @ts-expect-error operations take tensors, not host arrays
  sum((await x.read()) as HostArray)
  // @ts-expect-error operations take one tensor; sum takes axes after it
  sum(x, x)
  // @ts-expect-error spikes are no tensor
  matmul(spikes, x)
  // @ts-expect-error an optimizer has a rate
  adam({ x }, {})
  // @ts-expect-error options are known by name
  adam({ x }, { rate: 1e-3, beta: 0.9 })
  // @ts-expect-error the gradients are those of the optimizer's parameters
  adam({ x }, { rate: 1e-3 }).update({ y: x })
  // @ts-expect-error host arrays hold float32 or int32
  backend.tensor({ data: new Float64Array(1), shape: [1], stride: [1], offset: 0 })
  // @ts-expect-error labels are no float32 tensor
  softplus(labels)
}

describe('programs of core alone', () => {
  it('have the types of what they get', () => {
    const typesOf = async (backend: Backend, x: Tensor, view: HostArray<Int32Array>): Promise<void> => {
      expectTypeOf(await backend.step(() => sum(x))).toEqualTypeOf<number>()
      expectTypeOf(await backend.step(() => ({ loss: sum(x), y: sum(x, [1]) }))).toEqualTypeOf<{
        loss: number
        y: Tensor
      }>()
      expectTypeOf(await backend.step(() => {})).toEqualTypeOf<void>()
      expectTypeOf(backend.tensor(view)).toEqualTypeOf<Tensor<'int32'>>()
      expectTypeOf((await x.read()).data).toEqualTypeOf<Float32Array>()
      expectTypeOf(gradients(sum(x), { a: { x } })).toEqualTypeOf<{ readonly a: { readonly x: Tensor } }>()
    }
    expect(typesOf).toBeTypeOf('function')
    expect(wrong).toBeTypeOf('function')
  })
})
