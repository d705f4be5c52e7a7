import { plain } from '@snn/conformance'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  add,
  concat,
  crossEntropy,
  div,
  elementwise,
  exp,
  gather,
  gradients,
  hostArray,
  log,
  logSoftmax,
  matmul,
  max,
  maximum,
  mean,
  meanSquaredError,
  mul,
  pow,
  reshape,
  sigmoid,
  slice,
  softplus,
  sqrt,
  square,
  stack,
  stopGradient,
  sub,
  sum,
  tanh,
  transpose,
  unbind,
  uniformArray,
  type Backend,
  type Scalar,
  type Tensor,
} from '../index.js'

let backend: Backend
beforeAll(async () => void (backend = await plain()))
afterAll(() => backend.close())

let drawn = 0
/** Numbers between 0.2 and 1.5, different each time. */
const draw = (shape: readonly number[]): Float32Array => uniformArray({ seed: drawn++, shape, low: 0.2, high: 1.5 })

/** The gradient of Σ c·f(x) beside central differences, for every element of every operand. */
async function expectGradients(shapes: readonly (readonly number[])[], f: (...x: Tensor[]) => Tensor): Promise<void> {
  const data = shapes.map((shape) => draw(shape))
  const tensors = (): Tensor[] => data.map((values, k) => backend.tensor(hostArray(values, shapes[k])))
  const result = f(...tensors())
  const weight = backend.tensor(hostArray(draw(result.shape), result.shape))
  const objective = (x: readonly Tensor[]): Scalar => sum(mul(f(...x), weight))
  const loss = (): Promise<number> => backend.step(() => objective(tensors()))
  const x = Object.fromEntries(tensors().map((tensor, k) => [`x${k}`, tensor]))
  const found: Record<string, Tensor> = await backend.step(() => gradients(objective(Object.values(x)), x))
  for (const [k, values] of data.entries()) {
    const gradient = (await found[`x${k}`]!.read()).data
    for (const [at, before] of values.entries()) {
      values[at] = before + 4e-3
      const [up, above] = [await loss(), values[at]!]
      values[at] = before - 4e-3
      const [down, below] = [await loss(), values[at]!]
      values[at] = before
      const difference = (up - down) / (above - below)
      expect(Math.abs(gradient[at]! - difference)).toBeLessThan(2e-3 * Math.max(1, Math.abs(difference)))
    }
  }
}

const matrix = [2, 3] as const

describe('gradients agree with finite differences', () => {
  const cases: readonly [string, readonly (readonly number[])[], (...x: Tensor[]) => Tensor][] = [
    ['add, broadcast', [matrix, [3]], (a, b) => add(a!, b!)],
    ['sub, broadcast along an inner axis', [matrix, [2, 1]], (a, b) => sub(a!, b!)],
    ['mul', [matrix, matrix], (a, b) => mul(a!, b!)],
    ['div', [matrix, [1]], (a, b) => div(a!, b!)],
    ['maximum with a number', [matrix], (a) => maximum(a!, 0.7)],
    ['pow', [matrix], (a) => pow(a!, 3)],
    ['exp, log, sqrt', [matrix], (a) => exp(mul(-1, log(add(sqrt(a!), 1))))],
    ['tanh, sigmoid, softplus', [matrix], (a) => tanh(sigmoid(softplus(a!)))],
    [
      'an elementwise function',
      [matrix, [3]],
      (a, b) => elementwise((x, y) => div(mul(x, y), add(square(x), 1)), a!, b!),
    ],
    ['a value that is used twice', [matrix], (a) => mul(a!, add(a!, exp(a!)))],
    ['sum over the first axis', [[2, 3, 2]], (a) => sum(a!, [0])],
    ['sum over outer axes', [[2, 3, 2]], (a) => sum(a!, [0, 2])],
    ['mean, kept', [matrix], (a) => mean(a!, [1], { keep: true })],
    ['max', [matrix], (a) => max(a!, [1])],
    ['max over the first axis', [matrix], (a) => max(a!, [0])],
    ['matmul', [matrix, [3, 4]], (a, b) => matmul(a!, b!)],
    [
      'matmul of a transpose',
      [
        [3, 2],
        [3, 4],
      ],
      (a, b) => matmul(transpose(a!), b!),
    ],
    [
      'matmul of more axes',
      [
        [2, 2, 3],
        [3, 2],
      ],
      (a, b) => matmul(a!, b!),
    ],
    ['reshape of a transpose', [matrix], (a) => reshape(transpose(a!), [-1])],
    ['slice', [[4, 3]], (a) => slice(a!, 0, 1, 3)],
    ['slices that overlap', [[4, 3]], (a) => add(slice(a!, 0, 0, 3), slice(a!, 0, 1, 4))],
    ['unbind and stack', [[2, 3, 2]], (a) => stack(unbind(a!, 1).toReversed().slice(1), 0)],
    ['concat', [matrix, [2, 1]], (a, b) => concat([a!, b!], 1)],
    ['gather with a repeated row', [[3, 2]], (a) => gather(a!, backend.tensor(hostArray(Int32Array.of(2, 0, 2))))],
    ['logSoftmax', [matrix], (a) => logSoftmax(a!)],
    ['crossEntropy', [matrix], (a) => crossEntropy(a!, backend.tensor(hostArray(Int32Array.of(2, 0))))],
    ['meanSquaredError', [matrix, matrix], (a, b) => meanSquaredError(a!, b!)],
  ]
  test.each(cases)('%s', (_, shapes, f) => expectGradients(shapes, f))
})

test('no gradient flows through stopGradient', async () => {
  const x = backend.tensor(hostArray(Float32Array.of(1, 2, 3)))
  const g: { x: Tensor } = await backend.step(() => gradients(sum(mul(x, stopGradient(x))), { x }))
  expect([...(await g.x.read()).data]).toEqual([1, 2, 3])
})

test('cross entropy stays finite for logits that exp would overflow', async () => {
  const logits = backend.tensor(hostArray(Float32Array.of(1000, 0, -1000, 0), [2, 2]))
  const loss = await backend.step(() => crossEntropy(logits, backend.tensor(hostArray(Int32Array.of(0, 1)))))
  expect(loss).toBe(0)
})

describe('bad operands are refused by name', () => {
  const a = (): Tensor => backend.tensor(hostArray(draw(matrix), matrix))
  test.each<[string, () => unknown, RegExp]>([
    ['shapes that do not fit', () => add(a(), backend.tensor(hostArray(draw([2])))), /\[2, 3\] and \[2\]/],
    ['inner sizes of matmul', () => matmul(a(), a()), /matmul was given \[2, 3\] and \[2, 3\]/],
    ['reshape to another size', () => reshape(a(), [4]), /6 elements/],
    ['an axis that does not exist', () => sum(a(), [2]), /axes of \[2, 3\]/],
    ['a slice outside', () => slice(a(), 0, 1, 3), /slice of axis 0 with 2 elements/],
    ['a label that is no class', () => crossEntropy(a(), backend.tensor(hostArray(Int32Array.of(0, 3)))), /label is 3/],
    ['a number that is not finite', () => mul(a(), NaN), /was given NaN/],
    ['something that is no tensor', () => sum({} as Tensor), /takes tensors/],
    ['gradients outside a step', () => gradients(sum(a()), a()), /outside a step/],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
