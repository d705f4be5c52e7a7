import { hostArray, normalArray, spikingLayer, type Backend, type LayerDescription, type StepReport } from '@snn/core'
import { fastSigmoid } from '@snn/lif'
import { eventListOf, firstEvent } from './work.js'

/** The targets of one layer. */
export interface LayerTarget {
  readonly spikeDensity: number
  readonly activity: number
}

/** What a layer was tuned to. */
export interface TunedLayer extends LayerTarget {
  readonly weight: Float32Array
}

/** What is tuned. */
export interface TuningRequest {
  readonly batch: number
  readonly time: number
  readonly sizes: readonly number[]
  readonly alpha: number
  /** The window that activity is counted in. */
  readonly backwardThreshold: number
  readonly events: Int32Array
  readonly targets: readonly LayerTarget[]
  readonly seed: number
}

const SCALES = 12
const MEANS = 9
/** Means are tried within so many standard deviations of the drive of one time constant. */
const FARTHEST_MEAN = 3
/** Cells that a measurement looks at: enough for 1 % of error in a density of 1 %. */
const CELLS = 2e6

/**
 * Weights s (c + z), z normal, of each hidden layer, the first one first: for a mean c the scale s is found by bisection so
 * that the layer spikes as often as asked, and c itself by bisection so that as many entries are active. A target beyond
 * reach gets the nearest that is within.
 * @param backend where the layers are run; every backend gives the same weights but for rounding.
 */
export async function tuneWeights(backend: Backend, request: TuningRequest): Promise<TunedLayer[]> {
  const { alpha, sizes, time, targets, seed } = request
  const layers = sizes.slice(1, -1).map((neurons, at) => descriptionOf(request, sizes[at]!, neurons))
  const samples = Math.min(request.batch, Math.max(4, Math.ceil(CELLS / (time * Math.max(...sizes.slice(1, -1))))))
  const events = request.events.subarray(0, firstEvent(request.events, samples))
  const train = backend.spikes(eventListOf({ ...request, batch: samples, events }))
  let density = events.length / 3 / (samples * time * sizes[0]!)
  const tuned: TunedLayer[] = []
  for (const [at, target] of targets.entries()) {
    const shape = [sizes[at]!, sizes[at + 1]!]
    const z = normalArray({ seed, stream: ['weights', at], shape })
    const drive = Math.sqrt((shape[0]! * density) / (1 - alpha))
    let scale = 1 / (drive * Math.sqrt(1 - alpha))
    const measure = async (mean: number, s: number): Promise<TunedLayer> => {
      const weight = z.map((value) => s * (mean / drive + value))
      const weights = [...tuned.map((one) => one.weight), weight].map((data, k) =>
        backend.tensor(hostArray(data, [sizes[k]!, sizes[k + 1]!])),
      )
      let report: StepReport | undefined
      await backend.step(
        () => {
          let spikes = train
          for (const [k, tensor] of weights.entries())
            spikes = spikingLayer(layers[k]!, { input: spikes, weight: tensor }, { active: k === at }).spikes
        },
        { report: (found) => (report = found) },
      )
      for (const tensor of weights) tensor.free()
      const { events, active, cells } = report!.layers[at]!
      return { weight, spikeDensity: events / cells, activity: active / cells }
    }
    const atMean = async (mean: number): Promise<TunedLayer> => {
      let [low, high] = [scale / 2, scale * 2]
      while ((await measure(mean, high)).spikeDensity < target.spikeDensity && high < 1e6)
        [low, high] = [high, high * 4]
      while ((await measure(mean, low)).spikeDensity > target.spikeDensity && low > 1e-9) [low, high] = [low / 4, low]
      let found = await measure(mean, Math.sqrt(low * high))
      for (let n = 0; n < SCALES && !near(found.spikeDensity, target.spikeDensity, 0.003); n++) {
        const middle = Math.sqrt(low * high)
        found = await measure(mean, middle)
        if (found.spikeDensity < target.spikeDensity) low = middle
        else high = middle
        scale = middle
      }
      return found
    }
    let [least, most] = [-FARTHEST_MEAN, FARTHEST_MEAN]
    let best = await atMean(0)
    for (let n = 0, mean = 0; n < MEANS && !near(best.activity, target.activity, 0.01); n++) {
      const found = await atMean(mean)
      if (off(found, target) < off(best, target)) best = found
      if (found.activity < target.activity) least = mean
      else most = mean
      mean = (least + most) / 2
    }
    tuned.push(best)
    density = best.spikeDensity
  }
  train.free()
  return tuned
}

const near = (value: number, target: number, part: number): boolean => Math.abs(value - target) <= part * target

/** Spikes count for more: the work of a step follows them. */
function off(found: LayerTarget, target: LayerTarget): number {
  return 10 * Math.abs(found.spikeDensity / target.spikeDensity - 1) + Math.abs(found.activity / target.activity - 1)
}

function descriptionOf({ alpha, backwardThreshold }: TuningRequest, inputs: number, neurons: number): LayerDescription {
  const surrogate = fastSigmoid().expression
  return { inputs, neurons, alpha, threshold: 1, reset: 1, backwardThreshold, surrogate }
}
