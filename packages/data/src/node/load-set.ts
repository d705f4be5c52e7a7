import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ArgumentError } from '@snn/core'
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

type Load<T> = (options: SetFolderOptions) => Promise<Splits<T>>

const eventSets: readonly (readonly [PublishedSet, Load<EventSource>])[] = [
  [N_MNIST, nMnist],
  [SHD, shd],
  [SSC, ssc],
  [N_CARS, nCars],
  [ST_MNIST, stMnist],
]
const imageSets: readonly (readonly [PublishedSet, Load<Images>])[] = [
  [FASHION_MNIST, (options) => idxImages(FASHION_MNIST, options)],
  [MNIST, (options) => idxImages(MNIST, options)],
]

/** Every published set that this library reads. @public */
export const publishedSets: readonly PublishedSet[] = [...imageSets, ...eventSets].map(([set]) => set)

/** What {@link convertedSet} and the commands call the file of a split. */
export const eventSetName = (split: string): string => `${split}.events`

/**
 * The splits of a published set of recordings, by its name, from its original files or from event-set files (`train.events` …) that were
 * made of them. An ArgumentError for a name that is none of theirs, and the errors of the set's own function.
 * @public
 */
export async function loadEvents(name: string, options: SetFolderOptions): Promise<Splits<EventSource>> {
  const load = loaderOf(name, eventSets)
  return (await convertedSet(options.folder)) ?? load(options)
}

/** The splits of a published set of images, by its name. Errors as of {@link loadEvents}. @public */
export async function loadImages(name: string, options: SetFolderOptions): Promise<Splits<Images>> {
  return loaderOf(name, imageSets)(options)
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

function loaderOf<T>(name: string, sets: readonly (readonly [PublishedSet, Load<T>])[]): Load<T> {
  const found = sets.find(([set]) => set.name === name)
  if (found) return found[1]
  throw new ArgumentError({
    what: `there is no set '${name}'; sets are ${sets.map(([set]) => set.name).join(', ')}`,
    where: 'name',
  })
}
