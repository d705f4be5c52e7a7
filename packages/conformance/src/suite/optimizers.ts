import {
  adam,
  adamw,
  add,
  clipByNorm,
  cosineRate,
  gradients,
  hostArray,
  mul,
  sgd,
  sum,
  type Backend,
  type Optimizer,
  type Scalar,
  type Tensor,
} from '@snn/core'
import { describe, expect, test } from 'vitest'
import { tolerance } from '../compare.js'
import { randomNumbers } from '../random-numbers.js'
import { array, type Array64 } from '../reference/array.js'
import * as reference from '../reference/optimizers.js'
import { expectClose } from './expect-close.js'
import type { Subject } from './options.js'

const UPDATES = 6
const shapes = { weight: [7, 5], bias: [5] } as const
const names = ['weight', 'bias'] as const

type Parameters = Readonly<Record<(typeof names)[number], Tensor>>
type Values = Readonly<Record<(typeof names)[number], Array64>>

/** What the reference makes of a parameter and its gradients, one after the other. */
type Reference = (parameter: Array64, gradients: readonly Array64[]) => Array64

interface Kind {
  readonly name: string
  make(parameters: Parameters): Optimizer<Parameters>
  readonly reference: Reference
}

const rate = cosineRate({ from: 0.05, to: 0.01, updates: UPDATES })
const adamOptions = { rate: 0.03, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }

const kinds: readonly Kind[] = [
  { name: 'sgd', make: (p) => sgd(p, { rate }), reference: sgdOf(0) },
  { name: 'sgd with momentum', make: (p) => sgd(p, { rate, momentum: 0.9 }), reference: sgdOf(0.9) },
  { name: 'adam', make: (p) => adam(p, adamOptions), reference: adamOf(0) },
  { name: 'adamw', make: (p) => adamw(p, { ...adamOptions, weightDecay: 0.1 }), reference: adamOf(0.1) },
]

/** Optimizers and clipping beside the reference; what they gathered saved, loaded and copied. */
export function optimizerTests(subject: Subject): void {
  describe('optimizers', () => {
    test.each(kinds)('$name moves parameters as the reference does', async ({ make, reference }) => {
      const backend = subject.backend()
      const first = randomValues(1)
      const parameters = onBackend(backend, first)
      const optimizer = make(parameters)
      const given = gradientsOf(UPDATES)
      for (const values of given) await update(backend, parameters, values, (found) => optimizer.update(found))
      expect(optimizer.updates).toBe(UPDATES)
      for (const name of names) {
        const { data } = await parameters[name].read()
        const moved = reference(
          first[name],
          given.map((values) => values[name]),
        )
        expectClose(name, data, moved.data, tolerance.value, first[name].data)
        expect(distance(data, first[name].data), name).toBeGreaterThan(1e-2)
      }
      free(parameters, optimizer)
    })

    test.each(kinds)('$name goes on to the same bits after saving and loading, and on a copy', async ({ make }) => {
      const backend = subject.backend()
      const given = gradientsOf(UPDATES)
      const [whole, split] = [onBackend(backend, randomValues(1)), onBackend(backend, randomValues(1))]
      const [one, other] = [make(whole), make(split)]
      for (const values of given) await update(backend, whole, values, (found) => one.update(found))
      for (const values of given.slice(0, 3)) await update(backend, split, values, (found) => other.update(found))
      const resumed = make(split)
      await resumed.load(await other.save())
      for (const values of given.slice(3, 5)) await update(backend, split, values, (found) => resumed.update(found))
      const copied = await resumed.copyTo(split)
      for (const values of given.slice(5)) await update(backend, split, values, (found) => copied.update(found))
      for (const name of names) expect(await bitsOf(split[name]), name).toEqual(await bitsOf(whole[name]))
      free(whole, one)
      free(split, other, resumed, copied)
    })

    test('state of another optimizer or of other parameters is refused, and changes nothing', async () => {
      const backend = subject.backend()
      const parameters = onBackend(backend, randomValues(1))
      const optimizer = adam(parameters, { rate: 0.1 })
      const other = sgd({ weight: parameters.weight }, { rate: 0.1, momentum: 0.5 })
      const fewer = adam({ weight: parameters.weight }, { rate: 0.1 })
      await expect(optimizer.load(await other.save())).rejects.toMatchObject({ code: 'CHECKPOINT' })
      await expect(optimizer.load(await fewer.save())).rejects.toMatchObject({ code: 'CHECKPOINT', where: 'bias' })
      expect(optimizer.updates).toBe(0)
      free(parameters, optimizer, other, fewer)
    })

    test.each([0.5, 100])('gradients are clipped together by their norm, limit %s', async (limit) => {
      const backend = subject.backend()
      const parameters = onBackend(backend, randomValues(1))
      const [values] = gradientsOf(1)
      let clipped: Parameters | undefined
      await update(backend, parameters, values!, (found) => (clipped = clipByNorm(found, limit)))
      const expected = reference.clipByNorm(
        names.map((name) => values![name]),
        limit,
      )
      expect(expected.norm).toBeGreaterThan(0.5)
      expect(expected.norm).toBeLessThan(100)
      for (const [k, name] of names.entries()) {
        const { data } = await clipped![name].read()
        expectClose(name, data, expected.gradients[k]!.data, tolerance.value)
      }
      free(parameters)
      free(clipped!)
    })

    test('what is no tensor among the gradients is named', async () => {
      const backend = subject.backend()
      const parameters = onBackend(backend, randomValues(1))
      const optimizer = sgd(parameters, { rate: 0.1 })
      const spikeGradient = { kind: 'spike-gradient', read: () => Promise.reject(new Error('never')) }
      const [values] = gradientsOf(1)
      for (const use of [
        (found: object) => optimizer.update(found as Parameters),
        (found: object) => clipByNorm(found as Parameters, 1),
      ])
        await expect(
          update(backend, parameters, values!, (found) => use({ ...found, bias: spikeGradient })),
        ).rejects.toMatchObject({ code: 'ARGUMENT', where: 'bias', message: expect.stringContaining('spike gradient') })
      free(parameters, optimizer)
    })
  })
}

/** A step whose loss Σ x · g has the gradients g. */
async function update(
  backend: Backend,
  parameters: Parameters,
  values: Values,
  use: (found: Parameters) => Parameters | void,
): Promise<void> {
  await backend.step(() => {
    const terms = names.map((name) => sum(mul(parameters[name], tensorOf(backend, values[name]))))
    return (
      use(
        gradients(
          terms.reduce((a, b) => add(a, b) as Scalar),
          parameters,
        ) as Parameters,
      ) ?? {}
    )
  })
}

function sgdOf(momentum: number): Reference {
  return (parameter, given) =>
    given.reduce((state, gradient, n) => reference.sgdUpdate(state, gradient, rate(n), momentum), {
      parameter,
      velocity: zerosLike(parameter),
    }).parameter
}

function adamOf(weightDecay: number): Reference {
  return (parameter, given) =>
    given.reduce(
      (state, gradient, n) => reference.adamUpdate(state, gradient, n + 1, { ...adamOptions, weightDecay }),
      { parameter, first: zerosLike(parameter), second: zerosLike(parameter) },
    ).parameter
}

function gradientsOf(count: number): Values[] {
  return Array.from({ length: count }, (_, k) => randomValues(10 + k))
}

function randomValues(seed: number): Values {
  const numbers = randomNumbers(seed)
  const of = (shape: readonly number[]): Array64 =>
    array(
      shape,
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => numbers.normal()),
    )
  return { weight: of(shapes.weight), bias: of(shapes.bias) }
}

function onBackend(backend: Backend, values: Values): Parameters {
  return { weight: tensorOf(backend, values.weight), bias: tensorOf(backend, values.bias) }
}

function tensorOf(backend: Backend, { data, shape }: Array64): Tensor {
  return backend.tensor(hostArray(Float32Array.from(data), [...shape]))
}

function zerosLike({ shape, data }: Array64): Array64 {
  return array(shape, new Float64Array(data.length))
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.hypot(...Array.from(a, (value, k) => value - b[k]!))
}

async function bitsOf(tensor: Tensor): Promise<Uint32Array> {
  const { data } = await tensor.read()
  return new Uint32Array(data.buffer, data.byteOffset, data.length)
}

function free(parameters: Parameters, ...optimizers: readonly Optimizer<Parameters>[]): void {
  for (const name of names) parameters[name].free()
  for (const optimizer of optimizers) optimizer.free()
}
