import { existsSync, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { ArgumentError, CheckpointError, DataError, isSnnError, VersionError } from '@snn/core'
import {
  BEST_KEY,
  checkpointKeys,
  folder,
  METRICS_KEY,
  modelBytes,
  readLines,
  type Epoch,
  type Store,
} from '@snn/train'
import { fromJson, toJson } from './json.js'
import type { Settings } from './settings.js'

const CONFIG_KEY = 'config.json'
const FORMAT = 'snn-run'
const VERSION = 1

/** What a run folder says about itself: `config.json`. */
export interface RunConfig {
  readonly format: typeof FORMAT
  readonly version: number
  readonly settings: Settings
  readonly backend: string
  readonly device: string
}

/** The store of a new run: the folder given, or the next free one under `runs`. */
export function newRun(out: string | undefined, name: string): Store {
  if (out !== undefined) {
    if (existsSync(resolve(out, CONFIG_KEY)))
      throw new ArgumentError({
        what: `--out ${out} holds a run already`,
        where: 'out',
        fix: `Go on with it by --resume ${out}, or give another folder.`,
      })
    return folder(out)
  }
  mkdirSync('runs', { recursive: true })
  for (let n = 1; ; n++) {
    const path = `runs/${name}-${n}`
    try {
      mkdirSync(path)
      return folder(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

export async function writeConfig(store: Store, settings: Settings, backend: string, device: string): Promise<void> {
  const config: RunConfig = { format: FORMAT, version: VERSION, settings, backend, device }
  await store.put(CONFIG_KEY, new TextEncoder().encode(`${toJson(config, 2)}\n`))
}

/** @throws CheckpointError when the folder holds no run; VersionError when it is of another version. */
export async function openRun(path: string): Promise<{ store: Store; config: RunConfig }> {
  if (!existsSync(path))
    throw new ArgumentError({
      what: `there is no run folder ${path}`,
      fix: 'Give the folder that `snn train` has printed.',
    })
  const store = folder(path)
  const bytes = await store.get(CONFIG_KEY)
  if (!bytes)
    throw new CheckpointError({
      what: `${path} holds no run: config.json is missing`,
      fix: 'Give the folder that `snn train` has printed.',
    })
  let config: RunConfig
  try {
    config = fromJson(new TextDecoder().decode(bytes)) as RunConfig
  } catch (cause) {
    throw new CheckpointError({ what: `${path}/config.json is no JSON`, fix: 'Take another copy of the run.', cause })
  }
  if (config.format !== FORMAT || config.version !== VERSION)
    throw new VersionError({
      what: `${path} is a run of format ${config.format} ${config.version}; this is ${FORMAT} ${VERSION}`,
      fix: 'Open it with the version of snn that wrote it.',
    })
  return { store, config }
}

/** The epochs that are done, as `fit` has written them. */
export async function readEpochs(store: Store): Promise<Epoch[]> {
  return (await readLines(store, METRICS_KEY)) as Epoch[]
}

/**
 * The model of a run's last checkpoint, or of the best one by validation, as bytes; undefined where there is none.
 * @throws CheckpointError that names the file, where it is damaged.
 */
export async function readModel(
  path: string,
  store: Store,
  which: 'last' | 'best' = 'last',
): Promise<{ readonly key: string; readonly bytes: Uint8Array } | undefined> {
  const key = which === 'best' ? BEST_KEY : (await checkpointKeys(store)).at(-1)
  const checkpoint = key === undefined ? undefined : await store.get(key)
  if (key === undefined || !checkpoint) return undefined
  try {
    return { key, bytes: modelBytes(checkpoint) }
  } catch (cause) {
    if (!isSnnError(cause)) throw cause
    const [why] = cause.message.split('\n')
    throw new CheckpointError({
      what: `${path}/${key} is damaged: ${why!.replace(/\.$/, '')}`,
      fix: 'Take another copy of the run, or remove this file: the checkpoint before it is taken then.',
      cause,
    })
  }
}

/** The settings of a run, and its data where they are now. @throws DataError where they are no more. */
export function settingsOfRun(settings: Settings, data: string | undefined): Settings {
  if (data !== undefined) return { ...settings, data }
  const { data: begun } = settings
  if (begun !== undefined && begun !== 'download' && !existsSync(begun))
    throw new DataError({
      what: `the data of the run are no more in ${begun}`,
      where: begun,
      fix: 'Say where they are: --data DIR.',
    })
  return settings
}
