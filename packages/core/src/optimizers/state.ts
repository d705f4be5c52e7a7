import { CheckpointError } from '../errors.js'
import { sameShape, type HostArray } from '../host-array.js'
import { readSafetensors, writeSafetensors } from '../safetensors.js'
import type { Moments } from './optimizer.js'

/** What an optimizer has gathered: for each parameter, the values of its moments. */
export interface OptimizerState {
  readonly updates: number
  readonly moments: readonly (readonly Float32Array[])[]
}

/** A safetensors file of the moments, `PATH/NAME`, and the count of updates. */
export function writeState(method: string, updates: number, values: Readonly<Record<string, HostArray>>): Uint8Array {
  return writeSafetensors(values, { format: 'snn-optimizer', version: '1', method, updates: String(updates) })
}

/** @throws CheckpointError when the bytes belong to another optimizer or other parameters. */
export function readState(method: string, wanted: readonly Moments[], bytes: Uint8Array): OptimizerState {
  const { tensors, metadata } = readSafetensors(bytes)
  const updates = Number(metadata['updates'])
  if (metadata['format'] !== 'snn-optimizer' || metadata['method'] !== method || !Number.isSafeInteger(updates))
    throw new CheckpointError({
      what: `expected the state of ${method}; got that of ${metadata['method'] ?? 'something else'}`,
      fix: 'Make the optimizer that the checkpoint was saved from.',
    })
  const moments = wanted.map(({ path, shape, names }) =>
    names.map((name) => {
      const stored = tensors[`${path}/${name}`]
      if (!stored || !sameShape(stored.shape, shape) || !(stored.data instanceof Float32Array))
        throw new CheckpointError({
          what: `the checkpoint has no ${name} of ${path} [${shape.join(', ')}]`,
          where: path,
          fix: 'Load it into an optimizer of the same network.',
        })
      return stored.data
    }),
  )
  return { updates, moments }
}
