import { adam, gradients, resetPeak, type Backend, type Optimizer, type StepReport, type Tensor } from '@snn/core'
import { hasSecondHidden, weightsFrom, type Program } from '../program.js'
import { eventListOf, type Work } from '../work/work.js'

/** One kind of step, that can be repeated. */
export type Part = () => Promise<StepReport>

/**
 * The steps that are timed. Each is a whole step of the backend, from the call to its settled promise; parts of a step are
 * differences of two of them that ran one after the other.
 */
export interface Parts {
  /** Forward pass and loss, active sets listed. */
  readonly forward: Part
  /** `forward`, and gradients of all weights. */
  readonly gradients: Part
  /** `gradients`, and Adam. */
  readonly whole: Part
  /** `whole`, with the input events brought in from the host inside the step. */
  readonly uploaded: Part
  /** Adam alone, on gradients that are at hand. */
  readonly update: Part
  /** `forward`, and gradients of what lies behind the second hidden layer, down to its spikes. */
  readonly toSecond: Part | undefined
  /** `toSecond`, and the backward pass of the second hidden layer: its weights' gradient, and that of its input spikes. */
  readonly throughSecond: Part | undefined
}

/** Bytes that are live at most, from the first step of a kind on a backend that has done nothing larger. */
export interface PeakBytes {
  /** Weights, events, and all that the forward pass needs. */
  readonly forward: number
  /** What the backward pass adds. */
  readonly backward: number
  /** The whole step, optimizer and its state included. */
  readonly step: number
}

/** A program whose parts can be timed. */
export interface Prepared {
  readonly parts: Parts
  readonly peakBytes: PeakBytes
  /** Of the first whole step. */
  readonly report: StepReport
  free(): void
}

/** Small enough that weights stay what they are while steps are repeated: the work of a step must not drift. */
const RATE = 1e-12

/** Runs one step of each kind, the smaller ones first so that their peaks can be told apart, and gives what can be repeated. */
export async function prepare(program: Program, work: Work): Promise<Prepared> {
  const { backend, weights, input } = program
  const host = eventListOf(work)
  const step = stepper(backend)
  const forward: Part = () => step(() => void program.forward(input))
  const withGradients: Part = () => step(() => void gradients(program.forward(input).loss, weights))
  const forwardPeak = await peakOf(backend, forward)
  const gradientPeak = await peakOf(backend, withGradients)
  const optimizer: Optimizer<Readonly<Record<string, Tensor>>> = adam(weights, { rate: RATE })
  const whole: Part = () => step(() => optimizer.update(gradients(program.forward(input).loss, weights)))
  let report: StepReport | undefined
  const wholePeak = await peakOf(backend, async () => (report = await whole()))
  const uploaded: Part = () =>
    step(() => optimizer.update(gradients(program.forward(backend.spikes(host)).loss, weights)))
  const kept = await keptGradients(program)
  const update: Part = () => step(() => optimizer.update(kept))
  return {
    parts: { forward, gradients: withGradients, whole, uploaded, update, ...secondLayer(program, work, step) },
    peakBytes: { forward: forwardPeak, backward: Math.max(0, gradientPeak - forwardPeak), step: wholePeak },
    report: report!,
    free() {
      optimizer.free()
      for (const tensor of Object.values(kept)) tensor.free()
    },
  }
}

function stepper(backend: Backend): (body: () => void) => Promise<StepReport> {
  return async (body) => {
    let report: StepReport | undefined
    await backend.step(body, { report: (found) => (report = found) })
    return report!
  }
}

async function peakOf(backend: Backend, part: Part): Promise<number> {
  resetPeak(backend)
  await part()
  return backend.memory.peak
}

/** Gradients of all weights as tensors of their own. */
export async function keptGradients(program: Program): Promise<Readonly<Record<string, Tensor>>> {
  const { backend, weights, input } = program
  return backend.step(() => gradients(program.forward(input).loss, weights)) as unknown as Promise<
    Readonly<Record<string, Tensor>>
  >
}

/** By the unrolled rule the gradient of spikes cannot be asked for apart: there the second layer is not told apart. */
function secondLayer(
  program: Program,
  work: Work,
  step: (body: () => void) => Promise<StepReport>,
): Pick<Parts, 'toSecond' | 'throughSecond'> {
  if (!hasSecondHidden(work)) return { toSecond: undefined, throughSecond: undefined }
  const { input } = program
  const behind = weightsFrom(program, 2)
  const second = weightsFrom(program, 1)
  return {
    toSecond: () =>
      step(() => {
        const { loss, hidden } = program.forward(input)
        gradients(loss, { ...behind, spikes: hidden[1]! })
      }),
    throughSecond: () =>
      step(() => {
        const { loss, hidden } = program.forward(input)
        gradients(loss, { ...second, spikes: hidden[0]! })
      }),
  }
}
