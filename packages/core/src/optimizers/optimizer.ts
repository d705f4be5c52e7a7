import type { GradientsOf, Tree } from '../autograd/gradients.js'
import { ArgumentError, StepError } from '../errors.js'
import type { Expression } from '../expression/expression.js'
import { sameShape, type HostArray } from '../host-array.js'
import { zeros } from '../ops/create.js'
import { packed } from '../ops/layout.js'
import { dense } from '../step/list.js'
import type { DeviceTensor, Tensor } from '../tensor.js'
import { leavesIn } from '../tree.js'
import type { Backend } from '../types.js'
import { asTensor, commonRuntime, isTensor } from '../value.js'

/** A learning rate, or what it is at the n-th update (counted from 0). @public */
export type Rate = number | ((update: number) => number)

/** Parameters on another backend, or a model that has them. */
type Parameters<P> = P | { readonly parameters: P }

/** @public */
export interface Optimizer<P extends Tree> {
  /** Updates done so far. */
  readonly updates: number
  /** The rate of the next update. */
  readonly rate: number
  /**
   * Moves the parameters, at the end of the step, if the step happens.
   * @throws StepError outside a step.
   */
  update(gradients: GradientsOf<P>): void
  /** The same optimizer with its moments, for the parameters of a model that was copied to another backend. */
  copyTo(model: Parameters<P>): Promise<Optimizer<P>>
  /** Moments and count as safetensors. */
  save(): Promise<Uint8Array>
  /** @throws CheckpointError when the bytes belong to another optimizer or other parameters. */
  load(bytes: Uint8Array): Promise<void>
  free(): void
}

/**
 * How one kind of optimizer moves a parameter. Expressions are over inputs 0 = parameter, 1 = gradient, 2 … = moments, and
 * the scalars of `scalars`; they give the new parameter and the new moments.
 */
export interface Method {
  readonly name: string
  readonly moments: readonly string[]
  readonly expressions: readonly Expression[]
  /** @param update counted from 0. */
  scalars(rate: number, update: number): readonly number[]
}

/** The moments of one parameter. */
export interface Moments {
  readonly path: string
  readonly shape: readonly number[]
  readonly names: readonly string[]
}

interface Moved {
  readonly path: string
  readonly parameter: DeviceTensor
  readonly moments: readonly Tensor[]
}

/** An optimizer of any kind over a tree of parameters. A tensor under two names is moved once. */
export function createOptimizer<P extends Tree>(method: Method, parameters: P, rate: Rate): Optimizer<P> {
  if (typeof rate === 'number' && !(rate > 0 && Number.isFinite(rate)))
    throw new ArgumentError({ what: `rate must be a number above 0; got ${rate}`, where: 'rate', fix: 'Try 1e-3.' })
  const moved: Moved[] = []
  const backend = backendOf(parameters)
  for (const [path, parameter] of leavesOf(parameters, method.name)) {
    if (moved.some((other) => other.parameter === parameter)) continue
    moved.push({ path, parameter, moments: method.moments.map(() => zeros(backend, parameter.shape)) })
  }
  let updates = 0
  const rateAt = (update: number): number => (typeof rate === 'number' ? rate : rate(update))

  return {
    get updates() {
      return updates
    },
    get rate() {
      return rateAt(updates)
    },
    update(gradients) {
      const runtime = commonRuntime(
        moved.map(({ parameter }) => parameter),
        method.name,
      )
      const recorder = runtime.recorder
      if (!recorder)
        throw new StepError({
          what: `${method.name}.update was called outside a step`,
          fix: 'Call it in the closure that computed the gradients.',
        })
      const found = new Map(leavesOf(gradients as Tree, `${method.name}.update`))
      const scalars = method.scalars(rateAt(updates), updates)
      const pairs = moved.map((one) => {
        const gradient = found.get(one.path)
        if (!gradient || !sameShape(gradient.shape, one.parameter.shape))
          throw new ArgumentError({
            what: `${method.name}.update was given no gradient of ${one.path} [${one.parameter.shape.join(', ')}]`,
            where: one.path,
            fix: 'Pass gradients(loss, parameters) of the parameters that the optimizer was made for.',
          })
        return { ...one, gradient: packed(gradient) }
      })
      const finite = [...recorder.losses, ...pairs.map(({ gradient }) => gradient)]
      recorder.call({
        reads: finite.map(({ buffer }) => buffer),
        writes: [],
        encode: dense('guard', () => ({ regions: finite.map(({ span }) => span) })),
      })
      for (const { parameter, moments, gradient } of pairs) {
        const state = [parameter, ...moments.map((moment) => asTensor(moment, method.name))]
        const operands = [parameter, gradient, ...state.slice(1)]
        recorder.commit({
          reads: operands.map((x) => x.buffer),
          writes: state.map((x) => x.buffer),
          encode: dense('map', () => ({
            shape: [parameter.size],
            outputs: state.map((x) => x.region),
            outputDtype: 'float32',
            expressions: method.expressions,
            inputs: operands.map((x) => ({ ...x.region, strides: [1], dtype: 'float32' })),
            scalars,
          })),
        })
      }
      // The count moves as the closure is recorded, since the next one may be before this step has happened.
      updates++
      recorder.reverts.push(() => updates--)
    },
    async copyTo(model) {
      const target = isModel(model) ? model.parameters : model
      const copy = createOptimizer(method, target, rate)
      await copy.load(await this.save())
      return copy
    },
    // The file format is loaded when it is asked for: a page that only trains goes without.
    async save() {
      const values: Record<string, HostArray> = {}
      const count = updates
      for (const { path, moments } of moved)
        for (const [k, moment] of moments.entries()) values[`${path}/${method.moments[k]}`] = await moment.read()
      return (await import('./state.js')).writeState(method.name, count, values)
    },
    async load(bytes) {
      const wanted = moved.map(({ path, parameter: { shape } }) => ({ path, shape, names: method.moments }))
      const state = (await import('./state.js')).readState(method.name, wanted, bytes)
      const { runtime } = moved[0]!.parameter
      await runtime.idle()
      moved.forEach(({ moments }, at) =>
        moments.forEach((moment, k) => {
          const { buffer, offset } = asTensor(moment, method.name)
          runtime.driver.write(buffer.storage!, state.moments[at]![k]!, 4 * offset)
        }),
      )
      updates = state.updates
    },
    free() {
      for (const { moments } of moved) for (const moment of moments) moment.free()
    },
  }
}

function isModel<P extends Tree>(model: Parameters<P>): model is { readonly parameters: P } {
  return !isTensor(model) && 'parameters' in model && typeof (model as { copyTo?: unknown }).copyTo === 'function'
}

function backendOf(parameters: Tree): Backend {
  const leaves = leavesOf(parameters, 'an optimizer')
  if (leaves.length === 0)
    throw new ArgumentError({ what: 'an optimizer needs at least one parameter', fix: 'Pass model.parameters.' })
  const tensors = leaves.map(([, parameter]) => parameter)
  return commonRuntime(tensors, 'an optimizer') as unknown as Backend
}

/** The tensors of a tree with their paths, in order. @throws ArgumentError for anything else in it. */
export function leavesOf(tree: Tree, use: string): [string, DeviceTensor][] {
  return leavesIn(tree, isTensor, use).map(([path, leaf]) => [path, asTensor(leaf, path || use)])
}
