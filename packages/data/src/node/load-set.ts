import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ArgumentError, DataError } from '@snn/core'
import type { EventSource } from '../data-set.js'
import type { Images } from '../images.js'
import { N_CARS, N_MNIST, ST_MNIST } from '../sets/camera-sets.js'
import { FASHION_MNIST, MNIST } from '../sets/idx-set.js'
import type { PublishedSet } from '../sets/published-set.js'
import { SHD, SSC } from '../sets/spike-sets.js'
import { nCars, stMnist, type SetFolderOptions } from './camera-set.js'
import { eventSetFile } from './event-set-file.js'
import { idxImages } from './idx-folder.js'
import { nMnist } from './n-mnist.js'
import { shd, ssc } from './spike-set.js'

/** The sources of a set by split. @public */
export type Splits<T> = Readonly<Record<string, T>>

type Entry<T> = readonly [set: PublishedSet, load: (options: SetFolderOptions) => Promise<Splits<T>>]

const eventSets: readonly Entry<EventSource>[] = [
  [N_MNIST, nMnist],
  [SHD, shd],
  [SSC, ssc],
  [N_CARS, nCars],
  [ST_MNIST, stMnist],
]
const imageSets: readonly Entry<Images>[] = [
  [FASHION_MNIST, (options) => idxImages(FASHION_MNIST, options)],
  [MNIST, (options) => idxImages(MNIST, options)],
]

/** Every published set that this library reads. @public */
export const publishedSets: readonly PublishedSet[] = [...imageSets, ...eventSets].map(([set]) => set)

/** What {@link convertedSet} and the commands call the file of a split. */
export const eventSetName = (split: string): string => `${split}.events`

/**
 * The splits of a published set of recordings, by its name, from its original files or from event-set files (`train.events` …) that were
 * made of them. An ArgumentError for a name that is none of theirs, a DataError for event-set files of another set, and the errors of the set's own function.
 * @public
 */
export async function loadEvents(name: string, options: SetFolderOptions): Promise<Splits<EventSource>> {
  const [set, load] = entryOf(name, eventSets)
  const converted = await convertedSet(options.folder)
  if (converted === undefined) return load(options)
  const [first] = Object.values(converted)
  if (first!.name === set.title) return converted
  throw new DataError({
    what: `the event-set files in ${options.folder} are of ${first!.name}, not of ${set.title}`,
    where: options.folder,
    fix: 'Name their set, or the folder of the original files.',
  })
}

/** The splits of a published set of images, by its name. Errors as of {@link loadEvents}. @public */
export async function loadImages(name: string, options: SetFolderOptions): Promise<Splits<Images>> {
  const [, load] = entryOf(name, imageSets)
  return load(options)
}

/** The event-set files of a folder by split; undefined where it has none. @public */
export async function convertedSet(folder: string): Promise<Splits<EventSource> | undefined> {
  const names = await readdir(folder).catch(() => [])
  const splits = names
    .filter((name) => name.endsWith(eventSetName('')))
    .map((name) => name.slice(0, -eventSetName('').length))
  if (splits.length === 0) return undefined
  const files = splits.map(async (split) => [split, await eventSetFile(join(folder, eventSetName(split)))] as const)
  return Object.fromEntries(await Promise.all(files))
}

function entryOf<T>(name: string, sets: readonly Entry<T>[]): Entry<T> {
  const found = sets.find(([set]) => set.name === name)
  if (found) return found
  throw new ArgumentError({
    what: `there is no set '${name}'; sets are ${sets.map(([set]) => set.name).join(', ')}`,
    where: 'name',
  })
}
