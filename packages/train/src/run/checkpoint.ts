import { CheckpointError, readSafetensors, VersionError, writeSafetensors } from '@snn/core'
import type { Store } from '../store/store.js'
import type { RunState } from './state.js'

/** A moment of a run between two steps. */
export interface Checkpoint {
  /** What `model.save()` gave. */
  readonly model: Uint8Array
  /** What `optimizer.save()` gave. */
  readonly optimizer: Uint8Array
  readonly state: RunState
}

const FOLDER = 'checkpoints/'
const STATE_KEY = 'snn.checkpoint'
const VERSION_KEY = 'snn.checkpoint.version'
const VERSION = '1'
const OPTIMIZER = 'optimizer.'

/** One safetensors file: the model's tensors under their names, the optimizer's behind `optimizer.`, the rest as metadata. */
export function packCheckpoint({ model, optimizer, state }: Checkpoint): Uint8Array {
  const weights = readSafetensors(model)
  const moments = readSafetensors(optimizer)
  return writeSafetensors(
    { ...weights.tensors, ...prefixed(moments.tensors) },
    {
      ...weights.metadata,
      ...prefixed(moments.metadata),
      [VERSION_KEY]: VERSION,
      [STATE_KEY]: JSON.stringify(state),
    },
  )
}

/** @throws CheckpointError when the bytes are no checkpoint of a run; FormatError when they are no safetensors file. */
export function unpackCheckpoint(bytes: Uint8Array, where: string): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes)
  const version = metadata[VERSION_KEY]
  const json = metadata[STATE_KEY]
  if (version === undefined || json === undefined)
    throw new CheckpointError({
      what: `${where} holds weights but not the state of a run`,
      where,
      fix: 'Load it by network.load(backend, bytes), or give fit a store of its own.',
    })
  if (version !== VERSION)
    throw new VersionError({
      what: `${where} has checkpoint version ${version}; this @snn/train reads version ${VERSION}`,
      where,
      fix: 'Use the version of @snn/train that wrote it.',
    })
  return {
    model: modelOf(tensors, metadata),
    optimizer: writeSafetensors(unprefixed(tensors), unprefixed(metadata)),
    state: JSON.parse(json) as RunState,
  }
}

/**
 * The model in a checkpoint of a run, as `network.load` and `model.load` take it.
 * @throws FormatError when the bytes are no safetensors file.
 * @public
 */
export function modelBytes(checkpoint: Uint8Array): Uint8Array {
  const { tensors, metadata } = readSafetensors(checkpoint)
  return modelOf(tensors, metadata)
}

/**
 * Keys of a run's checkpoints, oldest first; `best` is not among them.
 * @public
 */
export async function checkpointKeys(store: Pick<Store, 'list'>): Promise<string[]> {
  const keys = await store.list(`${FOLDER}step-`)
  return keys.filter((key) => key.endsWith('.safetensors'))
}

/** `checkpoints/step-00000300.safetensors`. */
export const checkpointKey = (step: number): string => `${FOLDER}step-${String(step).padStart(8, '0')}.safetensors`

/** The checkpoint of the epoch that was best on the validation set: weights only. @public */
export const BEST_KEY = `${FOLDER}best.safetensors`

type Files = ReturnType<typeof readSafetensors>

function modelOf(tensors: Files['tensors'], metadata: Files['metadata']): Uint8Array {
  const own = (key: string): boolean => !key.startsWith(OPTIMIZER) && !key.startsWith(STATE_KEY)
  return writeSafetensors(only(tensors, own), only(metadata, own))
}

const prefixed = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [OPTIMIZER + key, value]))

const unprefixed = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) =>
      key.startsWith(OPTIMIZER) ? [[key.slice(OPTIMIZER.length), value]] : [],
    ),
  )

const only = <T>(record: Readonly<Record<string, T>>, keep: (key: string) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => keep(key)))
