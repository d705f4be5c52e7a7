import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@snn/core'
import type { Source } from '../data-set.js'
import { recordings } from '../event-recordings.js'
import type { Events } from '../events.js'
import { readEvents } from '../read-events.js'
import { readTar } from '../tar.js'
import type { Parts } from './idx-folder.js'

/** @public */
export interface NMnistOptions {
  /** Holds `Train/0 … 9` and `Test/0 … 9` as published, or the small edition (`N.bs2` with lists of labels), or its archive. */
  readonly folder: string
}

const about = {
  name: 'N-MNIST',
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  citation:
    'G. Orchard, A. Jayawant, G. K. Cohen, N. Thakor: Converting static image datasets to spiking neuromorphic datasets using saccades, Front. Neurosci. 9:437 (2015)',
  license: 'CC BY-SA 4.0',
  sensor: { width: 34, height: 34, polarities: 2 },
}

const complete = { train: 60_000, test: 10_000 }
const lists = { train: 'train1K.txt', test: 'test100.txt' }
const archive = 'nmnist-small.tar.gz'

/** A file that is read when its sample is asked for, or bytes at hand. */
interface Recording {
  readonly name: string
  readonly label: number
  bytes(): Promise<Uint8Array>
}

/**
 * N-MNIST: MNIST's digits shown to a moving event camera of 34 x 34 pixels, two polarities. A part of the set loads too
 * and says so in `partial`. A DataError when the folder holds none of the layouts, a FormatError for a damaged file.
 * @public
 */
export async function nMnist({ folder }: NMnistOptions): Promise<Parts<Source<Events>>> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new DataError({ what: `the folder ${folder} cannot be read`, fix: layouts, cause })
  })
  if (names.includes('Train') && names.includes('Test')) {
    return {
      train: published(await classFolders(folder, 'Train'), 'train'),
      test: published(await classFolders(folder, 'Test'), 'test'),
    }
  }
  if (names.includes(lists.train)) return small((name) => readFile(join(folder, name)), folder)
  if (names.includes('nmnist-small')) return nMnist({ folder: join(folder, 'nmnist-small') })
  if (names.includes(archive)) {
    const files = new Map<string, Uint8Array>()
    const filter = (path: string): boolean => /\.(bs2|txt)$/.test(path)
    for await (const { path, bytes } of readTar(createReadStream(join(folder, archive)), { filter, file: archive })) {
      files.set(path.replace(/^.*\//, ''), bytes.slice())
    }
    return small(async (name) => files.get(name) ?? missing(folder, name), folder)
  }
  throw new DataError({ what: `the folder ${folder} holds no N-MNIST`, where: folder, fix: layouts })
}

const layouts = `A right folder holds Train and Test, each with folders 0 to 9 of .bin files, or ${lists.train}, ${lists.test} and .bs2 files, or ${archive}.`

function missing(folder: string, name: string): never {
  throw new DataError({ what: `${folder} lacks ${name} of N-MNIST`, where: folder, fix: layouts })
}

async function classFolders(folder: string, part: string): Promise<Recording[]> {
  const found: Recording[] = []
  for (const [label, name] of about.classes.entries()) {
    const path = join(folder, part, name)
    const files = await readdir(path).catch(() => missing(folder, `${part}/${name}`))
    for (const file of files.filter((each) => each.endsWith('.bin')).sort()) {
      found.push({ name: join(path, file), label, bytes: () => readFile(join(path, file)) })
    }
  }
  return found
}

async function small(read: (name: string) => Promise<Uint8Array>, folder: string): Promise<Parts<Source<Events>>> {
  const part = async (split: 'train' | 'test'): Promise<Source<Events>> => {
    const text = new TextDecoder().decode(await read(lists[split]).catch(() => missing(folder, lists[split])))
    const rows = text.split('\n').filter((line) => /^\d/.test(line))
    return published(
      rows.map((line) => {
        const [sample, label] = line.trim().split(/\s+/)
        const name = `${sample}.bs2`
        return { name, label: Number(label), bytes: () => read(name).catch(() => missing(folder, name)) }
      }),
      split,
    )
  }
  return { train: await part('train'), test: await part('test') }
}

function published(files: readonly Recording[], split: 'train' | 'test'): Source<Events> {
  return recordings({
    ...about,
    split,
    partial: files.length < complete[split] ? `${files.length} of ${complete[split]} samples` : undefined,
    labels: Uint8Array.from(files, ({ label }) => label),
    read: async (index) => {
      const { name, bytes } = files[index]!
      return readEvents(await bytes(), { file: name, format: 'bin', sensor: about.sensor })
    },
  })
}
