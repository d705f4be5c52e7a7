import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { DataError } from '@snn/core'
import type { About, EventSource } from '../data-set.js'
import type { Sensor } from '../events.js'
import { readEvents } from '../read-events.js'
import { classFiles, sampleFiles, type SampleFile } from './sample-files.js'

/** @public */
export interface EventFolderOptions extends Partial<Omit<About, 'split' | 'classes'>> {
  /** Holds a folder for each class, or folders `train`, `test` (and `validation`) of these. */
  readonly folder: string
  /** The sensor of all samples; that of the first sample when absent. */
  readonly sensor?: Sensor
}

const layout =
  'A right folder holds a folder for each class with its recordings (such as .npz, .bin, .dat), or train and test with such folders.'

const splits = ['train', 'validation', 'test']

/**
 * Recordings in folders by class, each in any format that `readEvents` reads: class names are those of the folders, in order
 * (numbers by value). Gives `train`, `test` and `validation` where the folder has them, else `all`.
 * A DataError when the folder is laid out otherwise, has no recording, or a sample does not fit on the sensor.
 * @public
 */
export async function eventFolder(options: EventFolderOptions): Promise<Readonly<Record<string, EventSource>>> {
  const { folder, ...about } = options
  const inner = await foldersIn(folder)
  const named = splits.filter((split) => inner.includes(split))
  const places =
    named.length > 0 ? named.map((split) => [split, join(folder, split)] as const) : [['all', folder] as const]
  const found = await Promise.all(places.map(([, path]) => foldersIn(path)))
  const classes = [...new Set(found.flat())].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const parts: Record<string, readonly SampleFile[]> = {}
  for (const [k, [split, path]] of places.entries()) {
    const there = classes.filter((name) => found[k]!.includes(name))
    const files = await classFiles(path, there, layout)
    parts[split] = files.map((file) => ({ ...file, label: classes.indexOf(there[file.label]!) }))
    if (files.length === 0)
      throw new DataError({ what: `the folder ${path} has no recordings`, where: path, fix: layout })
  }
  const sensor = options.sensor ?? (await sensorOf(Object.values(parts)[0]![0]!))
  const name = options.name ?? basename(resolve(folder))
  return Object.fromEntries(
    Object.entries(parts).map(([split, files]) => [
      split,
      sampleFiles({ ...about, name, split, classes, sensor, files }),
    ]),
  )
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new DataError({ what: `the folder ${folder} cannot be read`, where: folder, fix: layout, cause })
  })
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
}

async function sensorOf({ name, bytes }: SampleFile): Promise<Sensor> {
  return (await readEvents(await bytes(), { file: name })).sensor
}
