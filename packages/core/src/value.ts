import { brandOf, contractVersion } from './brand.js'
import { describe } from './checks.js'
import { ArgumentError, BackendError, VersionError } from './errors.js'
import type { Runtime } from './runtime.js'
import type { HeldTrain, SpikeTrain } from './spike-train.js'
import type { AnyTensor, DeviceTensor } from './tensor.js'

/** Whether a value is a tensor of this contract's version, of whatever copy of the library. @public */
export function isTensor(value: unknown): value is AnyTensor {
  return isValue(value, 'tensor')
}

/** Whether a value is a spike train of this contract's version, of whatever copy of the library. @public */
export function isSpikeTrain(value: unknown): value is SpikeTrain {
  return isValue(value, 'spike-train')
}

function isValue(value: unknown, kind: string): boolean {
  const version = brandOf(value)
  if (version === undefined || (value as { readonly kind?: unknown }).kind !== kind) return false
  if (version === contractVersion) return true
  throw new VersionError({
    what: `a ${kind} was made by @snn/core of contract version ${version}; this is version ${contractVersion}`,
    fix: 'Install one version of @snn/core: `npm ls @snn/core` shows who brings the other.',
  })
}

/**
 * The tensor behind a public one.
 * @throws ArgumentError for anything else; StepError when it is gone.
 */
export function asTensor(value: unknown, use: string): DeviceTensor {
  if (!isTensor(value))
    throw new ArgumentError({
      what: `${use} takes tensors; got ${describe(value)}`,
      fix: 'Make one by backend.tensor(…).',
    })
  const tensor = value as unknown as DeviceTensor
  tensor.assertAlive(use)
  return tensor
}

/** The train behind a public one, checked likewise. */
export function asTrain(value: unknown, use: string): HeldTrain {
  if (!isSpikeTrain(value))
    throw new ArgumentError({
      what: `${use} takes spike trains; got ${describe(value)}`,
      fix: 'Make one by backend.spikes(…).',
    })
  const train = value as unknown as HeldTrain
  train.assertAlive(use)
  return train
}

/** The one backend of all operands. @throws BackendError when there are two. */
export function commonRuntime(operands: readonly { readonly runtime: Runtime }[], use: string): Runtime {
  const runtime = operands[0]!.runtime
  const stranger = operands.find((operand) => operand.runtime !== runtime)
  if (stranger)
    throw new BackendError({
      what: `${use} was given operands of two backends: ${runtime.name} and ${stranger.runtime.name}`,
      fix: 'Copy one of them over: model.copyTo(backend), optimizer.copyTo(model).',
    })
  runtime.assertOpen(use)
  return runtime
}
