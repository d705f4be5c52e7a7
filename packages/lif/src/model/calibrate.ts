import { ArgumentError, assign, mean, mul, spikeCounts, type Tensor } from '@snn/core'
import { checkOptions, checkPositive, checkWhole } from '@snn/core/checks'
import { layerName } from '../network/names.js'
import type { Input } from './input.js'
import type { Model } from './model.js'
import type { ModelParameters } from './pass.js'

/** Options of {@link calibrate}. @public */
export interface CalibrateOptions {
  /** Spikes per neuron and sample that each spiking layer is to make. */
  readonly rate: number
  /** How far from it is near enough, as a part of it (default 0.02); a small batch may get no nearer than it can. */
  readonly tolerance?: number
  /** Time steps, for an input that is constant in time (default: the network's). */
  readonly steps?: number
}

/** What {@link calibrate} did, an entry per spiking layer. @public */
export interface Calibration {
  /** What the layer's weights and bias were multiplied by. */
  readonly factors: readonly number[]
  /** Spikes per neuron and sample now. */
  readonly rates: readonly number[]
}

/** Factors tried lie in 2^-20 … 2^20. */
const FARTHEST = 2 ** 20
const MOST_HALVINGS = 30

/**
 * Scales the weights and biases of the spiking layers, the first one first, until each makes `rate` spikes per neuron and
 * sample on a batch: the remedy against layers that are born silent and get no gradient. Nothing changes unless all succeed.
 * @param model not inside a step.
 * @param batch spikes or a current that the network takes.
 * @throws ArgumentError when a rate cannot be reached, with the layer and the most it reaches.
 * @public
 */
export async function calibrate(model: Model, batch: Input, o: CalibrateOptions): Promise<Calibration> {
  checkOptions('calibrate', o, ['rate', 'tolerance', 'steps'])
  const { rate, tolerance = 0.02, steps } = o
  checkPositive('calibrate.rate', rate, 'spikes per neuron and sample')
  checkPositive('calibrate.tolerance', tolerance)
  if (steps !== undefined) checkWhole('calibrate.steps', steps)
  const layers = model.network.layers.flatMap((layer, at) => (layer.type === 'spiking' ? [at] : []))
  const factors: number[] = []
  const rates: number[] = []
  for (const layer of layers) {
    const rateAt = (factor: number): Promise<number> => measure(model, batch, [...factors, factor], layer, steps)
    const found = await search(rateAt, rate, tolerance)
    if (!found.reached) throw unreachable(model, layer, rate, found.rate)
    factors.push(found.factor)
    rates.push(found.rate)
  }
  await model.backend.step(() => {
    for (const [name, value] of Object.entries(scaled(model.parameters, factors)))
      if (value !== model.parameters[name]) assign(model.parameters[name]!, value)
  })
  return { factors, rates }
}

/** Spikes per neuron and sample of a layer, with the first layers' parameters multiplied by the factors. */
async function measure(
  model: Model,
  batch: Input,
  factors: readonly number[],
  layer: number,
  steps: number | undefined,
): Promise<number> {
  return model.backend.step(() => {
    const parameters = scaled(model.parameters, factors)
    const { hidden, output } = model.forward(batch, { parameters, ...(steps === undefined ? {} : { steps }) })
    return mean(spikeCounts((hidden[layer] ?? output)!))
  })
}

function scaled(parameters: ModelParameters, factors: readonly number[]): ModelParameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]): [string, Tensor] => {
      const factor = factors[Number(/^layer(\d+)\./.exec(name)![1])]
      return [name, factor === undefined || factor === 1 ? value : mul(value, factor)]
    }),
  )
}

interface Point {
  readonly factor: number
  readonly rate: number
}

/**
 * The factor whose rate is nearest to the target: doubled or halved until the target lies between two, then by bisection of
 * its logarithm. `reached` is false when even the farthest factor stays on one side.
 */
async function search(
  rateAt: (factor: number) => Promise<number>,
  target: number,
  tolerance: number,
): Promise<Point & { readonly reached: boolean }> {
  const off = ({ rate }: Point): number => Math.abs(rate - target)
  const near = (point: Point): boolean => off(point) <= tolerance * target
  const measured = async (factor: number): Promise<Point> => ({ factor, rate: await rateAt(factor) })
  let point = await measured(1)
  let before = point
  const upwards = point.rate < target
  while (!near(point) && point.rate < target === upwards) {
    before = point
    const factor = upwards ? point.factor * 2 : point.factor / 2
    if (factor > FARTHEST || factor < 1 / FARTHEST) return { ...point, reached: false }
    point = await measured(factor)
  }
  let [low, high] = upwards ? [before, point] : [point, before]
  let best = off(before) < off(point) ? before : point
  for (let n = 0; n < MOST_HALVINGS && !near(best); n++) {
    const middle = await measured(Math.sqrt(low.factor * high.factor))
    if (middle.rate < target) low = middle
    else high = middle
    if (off(middle) < off(best)) best = middle
  }
  return { ...best, reached: true }
}

function unreachable(model: Model, layer: number, rate: number, reached: number): ArgumentError {
  return new ArgumentError({
    what: `layer ${layer} (${layerName(model.network.layers[layer]!)}) cannot be scaled to ${rate} spikes per neuron and sample; it makes ${reached}`,
    where: `layer ${layer}`,
    context: 'Its weights were scaled by up to 2^±20.',
    fix:
      reached < rate
        ? 'Ask for fewer spikes, and give a batch that holds some input.'
        : 'Ask for more spikes, or lower its bias.',
  })
}
