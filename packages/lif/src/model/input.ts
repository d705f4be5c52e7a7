import { ArgumentError, DtypeError, isSpikeTrain, isTensor, ShapeError, type SpikeTrain, type Tensor } from '@snn/core'
import { checkWhole, expected } from '@snn/core/checks'
import type { NetworkDescription } from '../network/description.js'
import { layerName } from '../network/names.js'

/**
 * What a network takes: spikes; or a current, `[batch, neurons]` where it is constant in time, `[batch, time, neurons]` where
 * it is not, in place of the spikes in I = Σ_i W_ij x_i.
 * @public
 */
export type Input = SpikeTrain | Tensor

/** Batch and length of an input that fits. */
export interface InputShape {
  readonly batch: number
  readonly time: number
}

/**
 * Checks that an input fits.
 * @param steps the length of a constant input; of others it may only repeat theirs.
 * @throws ShapeError, DtypeError or ArgumentError.
 */
export function checkInput(network: NetworkDescription, input: unknown, steps: number | undefined): InputShape {
  if (steps !== undefined) checkWhole('forward.steps', steps)
  const { batch, time, neurons, what } = shapeOf(network, input, steps)
  if (neurons !== network.inputs) {
    const first = network.layers[0]!
    throw new ShapeError({
      what: `layer 0 (${layerName(first)}) was given ${what} of ${neurons} neurons`,
      where: 'layer 0',
      context: 'It is the input of the network.',
      fix: `Give an input of ${network.inputs} neurons, or make layer 0 dense(${neurons}, ${first.synapse.outputs}).`,
    })
  }
  return { batch, time }
}

function shapeOf(
  network: NetworkDescription,
  input: unknown,
  steps: number | undefined,
): InputShape & { readonly neurons: number; readonly what: string } {
  if (isSpikeTrain(input)) {
    const { batch, time, neurons } = input
    checkSteps(time, steps)
    return { batch, time, neurons, what: 'a spike train' }
  }
  if (!isTensor(input))
    throw expected('the input', 'a spike train or a tensor', input, 'Make it: backend.spikes(…) or backend.tensor(…).')
  if (input.dtype !== 'float32')
    throw new DtypeError({
      what: `the input must be a float32 tensor; got ${input.dtype}`,
      where: 'input',
      fix: 'Convert it: backend.tensor(hostArray(Float32Array.from(data), shape)).',
    })
  const what = `a tensor [${input.shape.join(', ')}]`
  const [batch, second, third] = input.shape
  if (batch !== undefined && second !== undefined && input.shape.length === 3) {
    checkSteps(second, steps)
    return { batch, time: second, neurons: third!, what }
  }
  if (batch === undefined || second === undefined || input.shape.length !== 2)
    throw new ShapeError({
      what: `the input must be [batch, neurons] or [batch, time, neurons]; got ${what}`,
      where: 'input',
      fix: 'Reshape it.',
    })
  const time = steps ?? network.steps
  if (time === undefined)
    throw new ArgumentError({
      what: `a constant input [${input.shape.join(', ')}] needs a number of time steps`,
      where: 'steps',
      fix: 'Give it: forward(input, { steps: 100 }), or for the network: sequential({ dt, steps: 100 }, …).',
    })
  return { batch, time, neurons: second, what }
}

function checkSteps(time: number, steps: number | undefined): void {
  if (steps !== undefined && steps !== time)
    throw new ArgumentError({
      what: `the input has ${time} time steps; the option steps says ${steps}`,
      where: 'steps',
      fix: 'Leave it out: it is for inputs that are constant in time.',
    })
}
