import { StepError } from '../errors.js'
import type { AnyTensor, DeviceTensor } from '../tensor.js'
import { asTensor, isSpikeTrain, isTensor } from '../value.js'
import type { Recorder } from './recorder.js'

/**
 * Sorts what a closure returned: scalars come back as numbers with the status word, other tensors of the step become the
 * caller's own.
 * @throws StepError for promises, spike trains and anything else that cannot leave a step.
 */
export function collectResult(
  result: unknown,
  recorder: Recorder,
): { escaping: readonly DeviceTensor[]; scalars: readonly DeviceTensor[] } {
  const tensors = tensorsOf(result)
  return {
    scalars: tensors.filter((tensor) => tensor.shape.length === 0),
    escaping: tensors.filter(
      ({ shape, buffer }) => shape.length > 0 && (!buffer.storage || recorder.inputs.has(buffer)),
    ),
  }
}

/** Puts the numbers of the status word in place of the scalars, in the order of `collectResult`. */
export function settle(result: unknown, scalars: Float32Array): unknown {
  let next = 0
  const one = (value: unknown): unknown =>
    isTensor(value) && value.shape.length === 0 ? numberOf(value, scalars, next++) : value
  if (typeof result !== 'object' || result === null || isTensor(result)) return one(result)
  return Object.fromEntries(Object.entries(result).map(([name, value]) => [name, one(value)]))
}

/** The status word holds 32 bits a scalar; integers are those bits. */
function numberOf(tensor: AnyTensor, scalars: Float32Array, at: number): number {
  return tensor.dtype === 'int32' ? new Int32Array(scalars.buffer, scalars.byteOffset + 4 * at, 1)[0]! : scalars[at]!
}

function tensorsOf(result: unknown): DeviceTensor[] {
  if (result === undefined) return []
  if (isTensor(result)) return [asTensor(result, 'the result of a step')]
  if (isSpikeTrain(result)) throw trainReturned('the result')
  if (typeof (result as { then?: unknown } | null)?.then === 'function')
    throw new StepError({
      what: 'the closure of a step returned a promise',
      context: 'A step is a list of work that is complete when its closure returns; nothing can be awaited inside.',
      fix: 'Make the closure synchronous: read and wait before or after the step.',
    })
  if (typeof result !== 'object' || result === null) throw notATensor('the result', result)
  return Object.entries(result).map(([name, value]) => {
    if (isSpikeTrain(value)) throw trainReturned(name)
    if (!isTensor(value)) throw notATensor(name, value)
    return asTensor(value, 'the result of a step')
  })
}

function trainReturned(name: string): StepError {
  return new StepError({
    what: `a step returned a spike train (${name})`,
    where: name,
    fix: 'Return spikeCounts(train), or record the spikes with model.run.',
  })
}

function notATensor(name: string, value: unknown): StepError {
  return new StepError({
    what: `a step may return tensors; ${name} is ${value === null ? 'null' : typeof value}`,
    where: name,
    fix: 'Keep other values in variables outside the closure.',
  })
}
