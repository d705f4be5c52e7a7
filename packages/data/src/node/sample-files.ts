import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@snn/core'
import type { About, EventSource } from '../data-set.js'
import { recordings } from '../event-recordings.js'
import { firstOutside, type Sensor } from '../events.js'
import { isRecordingName } from '../formats/formats.js'
import { readEvents } from '../read-events.js'

/** One sample of a set: a file that is read when the sample is asked for, or bytes at hand. */
export interface SampleFile {
  readonly name: string
  readonly label: number
  bytes(): Promise<Uint8Array>
}

/** What a folder holds; a DataError with the right layout where it cannot be read. */
export async function namesIn(folder: string, layout: string): Promise<string[]> {
  return readdir(folder).catch((cause: unknown) => {
    throw new DataError({ what: `the folder ${folder} cannot be read`, where: folder, fix: layout, cause })
  })
}

/** The recordings in a folder for each class, class by class and by name. A DataError where a class has no folder. */
export async function classFiles(folder: string, classes: readonly string[], layout: string): Promise<SampleFile[]> {
  const files: SampleFile[] = []
  for (const [label, name] of classes.entries()) {
    const path = join(folder, name)
    const names = await namesIn(path, layout)
    for (const file of names.filter((each) => isRecordingName(each) && !each.startsWith('.')).sort()) {
      const whole = join(path, file)
      files.push({ name: whole, label, bytes: () => readFile(whole) })
    }
  }
  return files
}

/** What a source of sample files is made of. */
export interface SampleFilesParts extends About {
  readonly sensor: Sensor
  readonly files: readonly SampleFile[]
}

/** Sample files as a source of recordings; each must fit on the sensor. */
export function sampleFiles({ files, ...about }: SampleFilesParts): EventSource {
  const { sensor } = about
  return recordings({
    ...about,
    labels: Uint32Array.from(files, ({ label }) => label),
    read: async (index) => {
      const { name, bytes } = files[index]!
      const events = await readEvents(await bytes(), { file: name, sensor })
      const k = firstOutside(events, sensor)
      const { t, x, y, p } = events
      if (k === undefined) return { sensor, t, x, y, p }
      throw new DataError({
        what: `${name} has an event at column ${events.x[k]}, row ${events.y[k]}, polarity ${events.p[k]}, outside ${sensor.width} x ${sensor.height} x ${sensor.polarities}`,
        where: name,
        fix: 'Name the sensor of the whole set.',
      })
    },
  })
}

/** How much of a published set there is, where it is not all: `1000 of 60000 samples`. */
export function partOf(count: number, published: number | undefined): string | undefined {
  return published === undefined || count >= published ? undefined : `${count} of ${published} samples`
}
