import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DataError } from '@snn/core'
import type { EventSource } from '../data-set.js'
import { N_MNIST } from '../sets/camera-sets.js'
import { readTar } from '../tar.js'
import { cameraSplit, type SetFolderOptions } from './camera-set.js'
import type { Parts } from './idx-folder.js'
import { classFiles, namesIn } from './sample-files.js'

const lists = { train: 'train1K.txt', test: 'test100.txt' }
const archive = 'nmnist-small.tar.gz'

const layout = `A right folder holds Train and Test, each with folders 0 to 9 of .bin files, or ${lists.train}, ${lists.test} and .bs2 files, or ${archive}.`

/**
 * N-MNIST: MNIST's digits shown to a moving event camera of 34 x 34 pixels, two polarities. From `Train/0 … 9` and `Test/0 … 9` as
 * published, the small edition (`N.bs2` with lists of labels), or its archive, whose own path may be given too. A part of the set loads too and says so in `partial`.
 * A DataError when the folder holds none of these, a FormatError for a damaged file.
 * @public
 */
export async function nMnist({ folder }: SetFolderOptions): Promise<Parts<EventSource>> {
  if (basename(folder) === archive) return fromArchive(folder)
  const names = await namesIn(folder, layout)
  if (names.includes('Train') && names.includes('Test')) {
    const part = async (split: 'train' | 'test', inner: string): Promise<EventSource> =>
      cameraSplit(N_MNIST, split, await classFiles(join(folder, inner), N_MNIST.classes, layout))
    return { train: await part('train', 'Train'), test: await part('test', 'Test') }
  }
  if (names.includes(lists.train)) return small((name) => readFile(join(folder, name)), folder)
  if (names.includes('nmnist-small')) return nMnist({ folder: join(folder, 'nmnist-small') })
  if (names.includes(archive)) return fromArchive(join(folder, archive))
  throw new DataError({ what: `the folder ${folder} holds no N-MNIST`, where: folder, fix: layout })
}

async function fromArchive(path: string): Promise<Parts<EventSource>> {
  const files = new Map<string, Uint8Array>()
  const filter = (name: string): boolean => /\.(bs2|txt)$/.test(name)
  for await (const { path: name, bytes } of readTar(createReadStream(path), { filter, file: archive }))
    files.set(basename(name), bytes.slice())
  return small(async (name) => files.get(name) ?? missing(path, name), path)
}

function missing(folder: string, name: string): never {
  throw new DataError({ what: `${folder} lacks ${name} of N-MNIST`, where: folder, fix: layout })
}

/** The small edition: a list of sample numbers and labels, and a file for each. */
async function small(read: (name: string) => Promise<Uint8Array>, folder: string): Promise<Parts<EventSource>> {
  const part = async (split: 'train' | 'test'): Promise<EventSource> => {
    const text = new TextDecoder().decode(await read(lists[split]).catch(() => missing(folder, lists[split])))
    const rows = text.split('\n').filter((line) => /^\d/.test(line))
    const files = rows.map((line) => {
      const [sample, label] = line.trim().split(/\s+/)
      const name = `${sample}.bs2`
      return { name, label: Number(label), bytes: () => read(name).catch(() => missing(folder, name)) }
    })
    return cameraSplit(N_MNIST, split, files)
  }
  return { train: await part('train'), test: await part('test') }
}
