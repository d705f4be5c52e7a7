import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@snn/core'
import { checkLabels } from '../checks.js'
import type { EventSource } from '../data-set.js'
import { shapeOf, type Events, type Sensor } from '../events.js'
import { SHD, SSC, type SpikeSet } from '../sets/spike-sets.js'
import { fileSource } from './file-source.js'
import type { Parts } from './idx-folder.js'
import { spikeFile, type SpikeFile } from './spike-file.js'
import { unpacked } from './unpacked.js'

/** @public */
export interface SpikeSetOptions {
  /** The folder that holds the files, gzipped or not. */
  readonly folder: string
  /** Where gzipped files are unpacked; the platform's cache folder when absent. */
  readonly cache?: string
  readonly signal?: AbortSignal
}

/** Samples read ahead when they are asked for in order. */
const AHEAD = 64

/**
 * One split of a set of SHD's schema, as events of units, read from the file when they are asked for.
 * A DataError when the folder lacks the file; a FormatError when it is damaged.
 * @public
 */
export async function spikeSet(set: SpikeSet, split: string, options: SpikeSetOptions): Promise<EventSource> {
  const { folder, cache, signal } = options
  const path = await unpacked(await find(set, split, folder), { cache, signal })
  const sensor = { width: set.shape[0]!, height: 1, polarities: 1 }
  const file = opened(path, sensor)
  let block: Events[] = []
  let first = 0
  let last = -1
  const source: EventSource = {
    name: set.title,
    split,
    classes: file.keys.length > 0 ? file.keys : set.classes,
    citation: set.citation,
    license: set.license,
    sensor,
    length: file.length,
    labels: file.labels,
    shape: shapeOf(sensor),
    waits: false,
    get(index): Events {
      if (!(index >= 0 && index < file.length)) {
        throw new DataError({ what: `there is no sample ${index}: ${set.title} (${split}) has ${file.length}` })
      }
      if (index < first || index >= first + block.length) {
        first = index
        block = file.read(index, Math.min(file.length, index === last + 1 ? index + AHEAD : index + 1))
      }
      last = index
      return block[index - first]!
    },
  }
  checkLabels(file.labels, source)
  return source
}

/** Spiking Heidelberg Digits from shd_train.h5 and shd_test.h5. @public */
export async function shd(options: SpikeSetOptions): Promise<Parts<EventSource>> {
  return { train: await spikeSet(SHD, 'train', options), test: await spikeSet(SHD, 'test', options) }
}

/** Spiking Speech Commands from ssc_train.h5, ssc_valid.h5 and ssc_test.h5. @public */
export async function ssc(
  options: SpikeSetOptions,
): Promise<{ train: EventSource; validation: EventSource; test: EventSource }> {
  return {
    train: await spikeSet(SSC, 'train', options),
    validation: await spikeSet(SSC, 'validation', options),
    test: await spikeSet(SSC, 'test', options),
  }
}

/** The file is closed where it is of no use. */
function opened(path: string, sensor: Sensor): SpikeFile {
  const source = fileSource(path)
  try {
    return spikeFile(source, sensor)
  } catch (error) {
    source.close?.()
    throw error
  }
}

async function find(set: SpikeSet, split: string, folder: string): Promise<string> {
  const wanted = set.files[split]
  const right = `A right folder holds ${Object.values(set.files).join(', ')}; each may be gzipped (.gz).`
  if (wanted === undefined) throw new DataError({ what: `${set.title} has no split '${split}'`, fix: right })
  const there = await readdir(folder).catch((cause: unknown) => {
    throw new DataError({ what: `the folder ${folder} cannot be read`, fix: right, cause })
  })
  const name = [wanted, `${wanted}.gz`].find((candidate) => there.includes(candidate))
  if (name !== undefined) return join(folder, name)
  throw new DataError({ what: `the folder ${folder} lacks ${wanted} of ${set.title}`, where: folder, fix: right })
}
