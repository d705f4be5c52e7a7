import { cpu } from '@snn/backend-cpu'
import { numeric, uniformArray, type Backend } from '@snn/core'
import { tuneWeights } from './calibrate.js'
import type { Shape } from './shapes.js'
import type { Work } from './work.js'

/** What made work may be told, whatever its events. */
export interface MadeOptions {
  /** Neurons of each hidden layer. */
  readonly hidden: readonly number[]
  /** 256 where absent. */
  readonly batch?: number | undefined
  /** The shape's where absent. */
  readonly time?: number | undefined
  /** Of everything drawn: events or the choice of samples, weights, labels. 0 where absent. */
  readonly seed?: number | undefined
  /** The shape's where absent; the last goes on for the layers after it. */
  readonly spikeDensity?: readonly number[] | undefined
  readonly activity?: readonly number[] | undefined
}

/** Events and labels, and what weights are to make of them. */
export interface TuningOptions extends MadeOptions {
  readonly shape: Shape
  readonly batch: number
  readonly time: number
  readonly seed: number
  /** [events, 3] of (b, t, i), sorted. */
  readonly events: Int32Array
  readonly labels: Int32Array
}

/** The window in which activity is calibrated, whatever B_th a step is then measured with. */
const CALIBRATED_THRESHOLD = 0.2

/**
 * A work of given events: weights tuned so that spike density and activity of the hidden layers meet their targets (always on
 * the CPU backend, so that it is the same for every backend measured), readout weights uniform in ±1/√fan-in.
 */
export async function tunedWork(o: TuningOptions): Promise<Work> {
  const { shape, hidden, batch, time, events, labels, seed } = o
  const sizes = [shape.inputs, ...hidden, shape.classes]
  const alpha = numeric.exp(-1 / shape.tau)
  const targets = hidden.map((_, at) => ({
    spikeDensity: ofLayer(o.spikeDensity ?? shape.spikeDensity, at),
    activity: ofLayer(o.activity ?? shape.activity, at),
  }))
  const backwardThreshold = CALIBRATED_THRESHOLD
  const tuned = await onCpu((backend) =>
    tuneWeights(backend, { batch, time, sizes, alpha, backwardThreshold, events, targets, seed }),
  )
  const last = sizes.at(-2)!
  const bound = 1 / Math.sqrt(last)
  const output = { seed, stream: ['weights', hidden.length], shape: [last, shape.classes], low: -bound, high: bound }
  return {
    batch,
    time,
    sizes,
    alpha,
    alphaReadout: numeric.exp(-1 / shape.tauReadout),
    over: shape.over,
    backwardThreshold,
    regularizer: undefined,
    events,
    weights: [...tuned.map((layer) => layer.weight), uniformArray(output)],
    labels,
    origin: { targets, calibrated: tuned.map(({ spikeDensity, activity }) => ({ spikeDensity, activity })) },
  }
}

const ofLayer = (values: readonly number[], at: number): number => values[Math.min(at, values.length - 1)]!

/** Closed by hand: pages do this, too, and Safari has no `await using`. */
async function onCpu<T>(work: (backend: Backend) => Promise<T>): Promise<T> {
  const backend = await cpu()
  try {
    return await work(backend)
  } finally {
    await backend.close()
  }
}
