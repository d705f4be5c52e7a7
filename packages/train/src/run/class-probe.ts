import {
  argmax,
  hostArray,
  max,
  mul,
  reshape,
  select,
  sum,
  toFloat,
  type Backend,
  type Scalar,
  type Tensor,
} from '@snn/core'

/** What a batch shows of each class, brought to the host with the step's own scalars. */
export interface ClassProbe {
  /** To be returned from the step, along with its losses. */
  scalars(logits: Tensor, labels: Tensor<'int32'>): Record<string, Scalar>
  /** What the scalars that came back say. */
  read(settled: Readonly<Record<string, number>>): ClassFacts
  free(): void
}

/** @see ClassProbe */
export interface ClassFacts {
  readonly correct: number
  /** Whether each class was predicted for some sample. */
  readonly predicted: readonly boolean[]
  /** Whether the logit of each class was above zero for some sample. */
  readonly risen: readonly boolean[]
}

/** Classes a scalar tells of: one bit each, exact in float32. */
const BITS = 24

/** A probe for logits of so many classes on a backend. */
export function classProbe(backend: Backend, classes: number): ClassProbe {
  const order = backend.tensor(
    hostArray(
      Float32Array.from({ length: classes }, (_, c) => c),
      [1, classes],
    ),
  )
  const groups = Array.from({ length: Math.ceil(classes / BITS) }, (_, g) =>
    backend.tensor(
      hostArray(
        Float32Array.from({ length: classes }, (_, c) => (Math.floor(c / BITS) === g ? 2 ** (c % BITS) : 0)),
        [classes],
      ),
    ),
  )
  const bits = (name: string, present: Tensor): Record<string, Scalar> =>
    Object.fromEntries(groups.map((powers, g) => [`${name}${g}`, sum(mul(present, powers))]))
  const flags = (name: string, settled: Readonly<Record<string, number>>): boolean[] =>
    Array.from(
      { length: classes },
      (_, c) => Math.floor(settled[`${name}${Math.floor(c / BITS)}`]! / 2 ** (c % BITS)) % 2 === 1,
    )
  return {
    scalars(logits, labels) {
      const predicted = toFloat(argmax(logits, 1))
      const taken = select('eq', reshape(predicted, [predicted.shape[0]!, 1]), order, 1, 0)
      return {
        correct: sum(select('eq', predicted, toFloat(labels), 1, 0)),
        ...bits('predicted', max(taken, [0])),
        ...bits('risen', select('gt', max(logits, [0]), 0, 1, 0)),
      }
    },
    read: (settled) => ({
      correct: settled['correct']!,
      predicted: flags('predicted', settled),
      risen: flags('risen', settled),
    }),
    free() {
      for (const tensor of [order, ...groups]) tensor.free()
    },
  }
}
