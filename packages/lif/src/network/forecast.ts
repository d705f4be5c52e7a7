import { formatBytes, MemoryError } from '@snn/core'
import { checkFraction, checkOneOf, checkOptions, checkPositive, checkWhole } from '@snn/core/checks'
import { isActiveAtRest, type NetworkDescription } from './description.js'
import { outline } from './names.js'

/** What a forecast is of. @public */
export interface ForecastOptions {
  /** Samples. */
  readonly batch: number
  /** Time steps. */
  readonly steps: number
  /** Part of the input's batch · steps · inputs cells that hold an event, 0–1. */
  readonly density: number
  /** Part of a layer's batch · steps · neurons cells that spike, 0–1, where nothing is measured yet: at most so much (default 0.1). */
  readonly spikes?: number
  /** Part of them that is active, |V - V_th| < B_th, 0–1: at most so much (default 0.1). Measured: 0.01–0.1 at B_th 0.2. */
  readonly activity?: number
  /** Bytes there are: a step that needs more is refused. */
  readonly limit?: number
}

/** What the largest batch is asked for. @public */
export interface LargestBatchOptions extends Omit<ForecastOptions, 'batch' | 'limit'> {
  /** Bytes that a step may take. */
  readonly bytes: number
  /** 'dense' for the dense rule (default 'sparse'). */
  readonly rule?: 'sparse' | 'dense'
}

/** Bytes of a training step. @public */
export interface StepBytes {
  /** Input events, weights, and what the forward pass makes: spikes, active entries. */
  readonly forward: number
  /** What the backward pass adds: ε, and the gradients of the weights with their partial sums. */
  readonly backward: number
  readonly total: number
}

/** Bytes of a training step, and of the same step by the dense rule. @public */
export interface Forecast extends StepBytes {
  /** B_th = Infinity in every layer through the same kernels: every cell is active. */
  readonly dense: StepBytes
  /** The parts of cells that were taken to spike and to be active. */
  readonly assumed: { readonly spikes: number; readonly activity: number }
}

/**
 * Bytes of a training step of this shape before any are taken, the optimizer's own state left out. An upper bound as long
 * as no layer spikes or is active in more than the parts assumed. It counts what the CPU backend holds: 2 or 4 bytes a
 * list entry, 4 a number, up to 16 partial sums of each weight gradient.
 * @throws ArgumentError when an option is out of range; MemoryError when the step needs more than `limit`.
 */
export function forecastOf(network: NetworkDescription, o: ForecastOptions): Forecast {
  const { batch, steps, density, spikes, activity, limit } = checked(o)
  const bytes = stepBytes(network, batch, steps, density, spikes, activity)
  if (bytes.total > limit) {
    const most = largestBatchOf(network, { steps, density, spikes, activity, bytes: limit })
    throw new MemoryError({
      what: `a step of ${batch} samples × ${steps} steps through ${outline(network)} may need ${formatBytes(bytes.total)}; there are ${formatBytes(limit)}`,
      fix:
        most > 0 ? `Use a batch of at most ${most}, or fewer time steps.` : 'Use fewer time steps or smaller layers.',
    })
  }
  return {
    ...bytes,
    dense: stepBytes(network, batch, steps, density, spikes, Infinity),
    assumed: { spikes, activity },
  }
}

/** The largest batch whose step is forecast to fit into so many bytes; 0 when not even one sample fits. */
export function largestBatchOf(network: NetworkDescription, o: LargestBatchOptions): number {
  const { bytes, rule = 'sparse', ...rest } = o
  checkPositive('largestBatch.bytes', bytes)
  checkOneOf('largestBatch.rule', rule, ['sparse', 'dense'])
  const { steps, density, spikes, activity } = checked({ ...rest, batch: 1 })
  const fits = (batch: number): boolean =>
    stepBytes(network, batch, steps, density, spikes, rule === 'dense' ? Infinity : activity).total <= bytes
  let [least, most] = [0, 1]
  while (fits(most) && most < 2 ** 40) [least, most] = [most, 2 * most]
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2)
    if (fits(middle)) least = middle
    else most = middle
  }
  return least
}

function checked(o: ForecastOptions): Required<ForecastOptions> {
  checkOptions('forecast', o, ['batch', 'steps', 'density', 'spikes', 'activity', 'limit'])
  const { batch, steps, density, spikes = 0.1, activity = 0.1, limit = Infinity } = o
  checkWhole('forecast.batch', batch)
  checkWhole('forecast.steps', steps)
  checkFraction('forecast.density', density)
  checkFraction('forecast.spikes', spikes)
  checkFraction('forecast.activity', activity)
  return { batch, steps, density, spikes, activity, limit }
}

const FLOAT = 4
/** Rows of a chunk and columns of a block: what one thread sweeps at a time. */
const CHUNK_ROWS = 2000
const BLOCK_COLUMNS = 40
/** Lists have room for this part of the cells at first; grown, for an eighth more than was needed, in each group what the fullest needs. */
const FIRST_ROOM = 0.02
const roomFor = (part: number): number => Math.min(1, Math.max((5 / 4) * part, FIRST_ROOM))
/**
 * Bytes of the partial sums of ∇W: one a group of samples, of which there are at most 16, but fewer where they are large; what is larger
 * still is made some columns after the other.
 */
function partialSums(weights: number, inputs: number, groups: number): number {
  const count = Math.min(groups, FLOAT * weights < 2 ** 16 ? 16 : 8)
  return count * Math.min(FLOAT * weights, Math.max(5 * 2 ** 18, FLOAT * BLOCK_COLUMNS * (inputs + 1)))
}

/** `activity` Infinity is the dense rule. */
function stepBytes(
  network: NetworkDescription,
  batch: number,
  steps: number,
  density: number,
  spikes: number,
  activity: number,
): StepBytes {
  const rows = batch * steps
  const groups = Math.min(batch, 16)
  let forward = eventBytes(rows, network.inputs, density * rows * network.inputs)
  let backward = 0
  for (const layer of network.layers) {
    const { inputs, outputs, bias } = layer.synapse
    const weights = (inputs + (bias ? 1 : 0)) * 4 * Math.ceil(outputs / 4)
    // The parameter and its copy in the kernel's order; ∇W and its partial sums.
    forward += 2 * FLOAT * weights
    backward += FLOAT * weights + partialSums(weights, inputs, groups)
    // Logits or spike counts of the batch and what losses make of them.
    forward += 4 * FLOAT * batch * outputs
    backward += 4 * FLOAT * batch * outputs
    if (layer.type === 'readout') continue
    const cells = rows * outputs
    // By neuron in every chunk: where its spikes and its active entries begin, and up to three empty entries.
    const segments = outputs * ((2 * rows) / CHUNK_ROWS + groups)
    const part = activity === Infinity || isActiveAtRest(network, layer) ? 1 : roomFor(activity)
    const active = cells * part + 3 * segments
    const events = cells * roomFor(spikes)
    const starts = 2 * FLOAT * segments
    forward += eventBytes(rows, outputs, events) + (2 + FLOAT) * active + starts
    backward += FLOAT * active
  }
  const scratch = 2 * FLOAT * CHUNK_ROWS * BLOCK_COLUMNS
  forward += scratch
  return { forward: Math.ceil(forward), backward: Math.ceil(backward), total: Math.ceil(forward) + Math.ceil(backward) }
}

/** Events in rows (b, t): a start a row, an index an event. */
function eventBytes(rows: number, neurons: number, events: number): number {
  return FLOAT * rows + (neurons <= 65_536 ? 2 : 4) * events
}
