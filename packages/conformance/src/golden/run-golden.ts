import {
  add,
  crossEntropy,
  expr,
  gradients,
  hostArray,
  leakyReadout,
  readActive,
  readEvents,
  releasePlans,
  spikeRegularizer,
  spikingLayer,
  type Backend,
  type Expression,
  type LayerDescription,
  type ReadoutDescription,
  type Scalar,
  type SpikeGradient,
  type SpikeTrain,
  type Tensor,
} from '@snn/core'
import { relativeError, tolerance } from '../compare.js'
import { toFloat32 } from '../reference/array.js'
import type { FeedForwardCase, GoldenVariant } from './feed-forward-case.js'

/** One quantity of a case on a backend beside the golden numbers. */
export interface GoldenCheck {
  readonly quantity: string
  /** Relative error of numbers, or the count of entries that differ of sets. */
  readonly error: number
  readonly tolerance: number
}

/** All quantities of one variant. */
export interface GoldenResult {
  readonly case: string
  readonly variant: string
  readonly checks: readonly GoldenCheck[]
}

/** g(u) = 1 / (β|u| + 1)². */
function fastSigmoid(beta: number): Expression {
  const denominator = expr.add(expr.mul(beta, expr.abs(expr.input(0))), 1)
  return expr.div(1, expr.square(denominator))
}

/** Runs every variant of a feed-forward case on a backend, each as one step of a whole network. */
export async function runGoldenCase(backend: Backend, golden: FeedForwardCase): Promise<GoldenResult[]> {
  const input = backend.spikes({ ...golden.events, time: golden.steps }, { bins: golden.clamp ? 'clamp' : 'sum' })
  const labels = backend.tensor(hostArray(Int32Array.from(golden.labels)))
  const weights = golden.weights.map((weight) => backend.tensor(toFloat32(weight)))
  const results: GoldenResult[] = []
  for (const variant of golden.variants)
    results.push(await runVariant(backend, golden, variant, input, labels, weights))
  for (const value of [input, labels, ...weights]) value.free()
  return results
}

async function runVariant(
  backend: Backend,
  golden: FeedForwardCase,
  variant: GoldenVariant,
  input: SpikeTrain,
  labels: Tensor<'int32'>,
  weights: readonly Tensor[],
): Promise<GoldenResult> {
  const surrogate = fastSigmoid(golden.beta)
  const layers = golden.sizes.slice(1, -1).map((neurons, l): LayerDescription => ({
    inputs: golden.sizes[l]!,
    neurons,
    alpha: golden.alpha,
    threshold: golden.threshold,
    reset: golden.threshold,
    backwardThreshold: variant.backwardThreshold,
    surrogate,
  }))
  const [inputs, classes] = golden.sizes.slice(-2) as [number, number]
  const readout: ReadoutDescription = { inputs, classes, alpha: golden.alphaReadout, over: variant.readout }

  const parameters = Object.fromEntries(weights.map((weight, l) => [`W${l}`, weight]))
  const hidden: SpikeTrain[] = []
  let epsilon: Record<string, SpikeGradient> = {}
  const checks: GoldenCheck[] = []
  const check = (quantity: string, error: number, allowed: number): void =>
    void checks.push({ quantity, error, tolerance: allowed })

  const result = await backend.step(
    () => {
      let train = input
      layers.forEach((layer, l) => {
        train = spikingLayer(layer, { input: train, weight: weights[l]! }).spikes
        hidden.push(train)
      })
      const { logits } = leakyReadout(readout, { input: train, weight: weights.at(-1)! })
      const nll = crossEntropy(logits, labels)
      const costs = variant.regularized
        ? hidden.map((one) => spikeRegularizer([one], { upper: golden.upper, lower: golden.lower }))
        : []
      const loss: Scalar = costs.reduce((total, cost) => add(total, cost), nll)
      const found = gradients(loss, { ...parameters, ...Object.fromEntries(hidden.map((one, l) => [`S${l}`, one])) })
      const { tensors, trains } = split(found as Record<string, Tensor | SpikeGradient>)
      epsilon = trains
      return { ...tensors, loss, nll, ...Object.fromEntries(costs.map((cost, l) => [`reg${l}`, cost])) }
    },
    {
      inspect: async () => {
        for (const [l, train] of hidden.entries()) {
          const spikes = await readEvents(train)
          check(
            `S[${l}]`,
            differing(
              spikes,
              cellsOf(golden.spikes[l]!, (s) => s > 0),
            ),
            0,
          )
          const active = await readActive(train)
          const near = (v: number, t: number): boolean =>
            t > 0 && Math.abs(v - golden.threshold) < variant.backwardThreshold
          check(`active[${l}]`, differing(active, cellsOf(golden.potentials[l]!, near)), 0)
          const { values } = await epsilon[`S${l}`]!.read()
          check(`dS[${l}]`, errorOf(values, variant.activeEpsilon[l]!), tolerance.gradientEndToEnd)
        }
      },
    },
  )

  const scalars = result as unknown as Record<string, number>
  const tensors = result as unknown as Record<string, Tensor>
  check('loss', scalarError(scalars['loss']!, variant.loss), tolerance.value)
  check('nll', scalarError(scalars['nll']!, variant.nll), tolerance.value)
  if (variant.regularized)
    variant.regularizers.forEach((value, l) =>
      check(`reg[${l}]`, scalarError(scalars[`reg${l}`]!, value), tolerance.value),
    )
  for (const [l, expected] of variant.weightGradients.entries()) {
    const last = l === variant.weightGradients.length - 1
    const gradient = tensors[`W${l}`]!
    const { data } = await gradient.read()
    gradient.free()
    check(`dW[${l}]`, errorOf(data, expected.data), last ? tolerance.readoutGradient : tolerance.gradientEndToEnd)
  }
  releasePlans(backend, [...layers, readout])
  return { case: golden.name, variant: variant.tag, checks }
}

/** Apart, so that tensors are returned from the step and gradients of spikes are read while it is inspected. */
function split(found: Record<string, Tensor | SpikeGradient>): {
  tensors: Record<string, Tensor>
  trains: Record<string, SpikeGradient>
} {
  const tensors: Record<string, Tensor> = {}
  const trains: Record<string, SpikeGradient> = {}
  for (const [name, gradient] of Object.entries(found))
    if (gradient.kind === 'tensor') tensors[name] = gradient
    else trains[name] = gradient
  return { tensors, trains }
}

/** Another number of entries is an error without bound. */
function errorOf(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return actual.length === expected.length ? relativeError(actual, expected) : Infinity
}

/** Relative, but absolute where the value itself is all but zero. */
function scalarError(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-6)
}

function cellsOf(
  { data, shape }: { readonly data: Float64Array; readonly shape: readonly number[] },
  holds: (value: number, t: number) => boolean,
): Set<number> {
  const [, time, neurons] = shape as [number, number, number]
  const cells = new Set<number>()
  data.forEach((value, cell) => {
    if (holds(value, Math.floor(cell / neurons) % time)) cells.add(cell)
  })
  return cells
}

/** How many cells are in one of both sets alone. */
function differing(
  { time, neurons, b, t, i }: { time: number; neurons: number } & Record<'b' | 't' | 'i', ArrayLike<number>>,
  expected: ReadonlySet<number>,
): number {
  const actual = new Set(Array.from(b, (sample, k) => (sample * time + t[k]!) * neurons + i[k]!))
  const missing = [...expected].filter((cell) => !actual.has(cell)).length
  return missing + actual.size - (expected.size - missing)
}
