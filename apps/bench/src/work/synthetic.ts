import { cpu } from '@snn/backend-cpu'
import { ArgumentError, numeric, randomKey, randomUniform, uniformArray } from '@snn/core'
import { tuneWeights } from './calibrate.js'
import { latencyEvents, scatteredEvents } from './input-events.js'
import { shapes } from './shapes.js'
import type { Work } from './work.js'

/** What synthetic work is made from: a shape, and what is to differ from it. */
export interface SyntheticOptions {
  readonly shape: string
  /** Neurons of each hidden layer. */
  readonly hidden: readonly number[]
  readonly batch?: number | undefined
  readonly time?: number | undefined
  readonly seed?: number | undefined
  readonly inputDensity?: number | undefined
  readonly spikeDensity?: readonly number[] | undefined
  readonly activity?: readonly number[] | undefined
  readonly backwardThreshold?: number | undefined
}

/** The window in which activity is calibrated, whatever B_th a step is then measured with. */
const CALIBRATED_THRESHOLD = 0.2

/**
 * Work of a shape: seeded events of a given density, weights tuned so that spike density and activity meet their targets
 * (always on the CPU backend, so that it is the same for every backend measured), readout weights uniform in ±1/√fan-in.
 * @throws ArgumentError for an unknown shape.
 */
export async function syntheticWork(o: SyntheticOptions): Promise<Work> {
  const shape = Object.hasOwn(shapes, o.shape) ? shapes[o.shape] : undefined
  if (!shape)
    throw new ArgumentError({
      what: `--shape must be one of ${Object.keys(shapes).join(', ')}; got '${o.shape}'`,
      where: 'shape',
    })
  const { hidden, batch = 256, time = shape.time, seed = 0, inputDensity = shape.inputDensity } = o
  const sizes = [shape.inputs, ...hidden, shape.classes]
  const alpha = numeric.exp(-1 / shape.tau)
  const draw = shape.code === 'latency' ? latencyEvents : scatteredEvents
  const events = draw({ batch, time, neurons: shape.inputs, density: inputDensity, seed })
  const targets = hidden.map((_, at) => ({
    spikeDensity: ofLayer(o.spikeDensity ?? shape.spikeDensity, at),
    activity: ofLayer(o.activity ?? shape.activity, at),
  }))
  const backend = await cpu()
  const tuned = await tuneWeights(backend, {
    batch,
    time,
    sizes,
    alpha,
    backwardThreshold: CALIBRATED_THRESHOLD,
    events,
    targets,
    seed,
  }).finally(() => backend.close())
  const last = sizes.at(-2)!
  const bound = 1 / Math.sqrt(last)
  const output = { seed, stream: ['weights', hidden.length], shape: [last, shape.classes], low: -bound, high: bound }
  const labelKey = randomKey(seed, ['labels'])
  return {
    batch,
    time,
    sizes,
    alpha,
    alphaReadout: numeric.exp(-1 / shape.tauReadout),
    over: shape.over,
    backwardThreshold: o.backwardThreshold ?? CALIBRATED_THRESHOLD,
    regularizer: undefined,
    events,
    weights: [...tuned.map((layer) => layer.weight), uniformArray(output)],
    labels: Int32Array.from({ length: batch }, (_, b) => Math.floor(shape.classes * randomUniform(labelKey, b))),
    origin: {
      shape: o.shape,
      seed,
      inputDensity,
      targets,
      calibrated: tuned.map(({ spikeDensity, activity }) => ({ spikeDensity, activity })),
    },
  }
}

const ofLayer = (values: readonly number[], at: number): number => values[Math.min(at, values.length - 1)]!
