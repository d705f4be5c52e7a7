import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@snn/core'
import type { DataSet } from '../data-set.js'
import type { DownloadProgress } from '../download-progress.js'
import { encoded, type Encoder } from '../encoder.js'
import { latency } from '../encoders/latency.js'
import { imagesFromIdx, type Images } from '../images.js'
import { FASHION_MNIST, MNIST, type IdxSet, type PublishedFile } from '../sets/idx-set.js'
import { cacheFolder } from './cache-folder.js'
import { download } from './download.js'

/** Where the files come from: a folder that holds them, or a download into a cache folder. @public */
export interface FilesOptions {
  /** A folder of the original files. Without it they are downloaded, once. */
  readonly folder?: string
  /** Folder of downloads; that of the platform when absent. */
  readonly cache?: string
  /** In place of the addresses known to the library. */
  readonly urls?: readonly string[]
  readonly onProgress?: (progress: DownloadProgress) => void
  readonly signal?: AbortSignal
}

/** @public */
export interface EncodedOptions extends FilesOptions {
  /** How images become events; the paper's latency code when absent. */
  readonly encoder?: Encoder<Uint8Array>
}

/** Both parts of a set. @public */
export type Parts<T> = { readonly train: T; readonly test: T }

/**
 * The images of a set of four IDX files. A DataError when the folder lacks a file, a FormatError for a damaged one,
 * and the errors of {@link download}.
 * @public
 */
export async function idxImages(set: IdxSet, options: FilesOptions = {}): Promise<Parts<Images>> {
  const paths = options.folder === undefined ? await downloaded(set, options) : await inFolder(set, options.folder)
  const part = (split: 'train' | 'test'): Promise<Images> => {
    const files = { images: paths.get(set[split].images)!, labels: paths.get(set[split].labels)! }
    const { title: name, classes, citation, license } = set
    return imagesFromIdx(createReadStream(files.images), createReadStream(files.labels), {
      name,
      split,
      classes,
      citation,
      license,
      files,
    })
  }
  const [train, test] = await Promise.all([part('train'), part('test')])
  return { train, test }
}

/** {@link idxImages}, encoded. @public */
export async function idxSet(set: IdxSet, options: EncodedOptions = {}): Promise<Parts<DataSet>> {
  const { train, test } = await idxImages(set, options)
  const encoder = options.encoder ?? latency()
  return { train: encoded(train, encoder), test: encoded(test, encoder) }
}

/** Fashion-MNIST from its four files: 60,000 + 10,000 samples. @public */
export function fashionMnist(options?: EncodedOptions): Promise<Parts<DataSet>> {
  return idxSet(FASHION_MNIST, options)
}

/** MNIST from its four files: 60,000 + 10,000 samples. @public */
export function mnist(options?: EncodedOptions): Promise<Parts<DataSet>> {
  return idxSet(MNIST, options)
}

function filesOf({ train, test }: IdxSet): PublishedFile[] {
  return [train.images, train.labels, test.images, test.labels]
}

async function downloaded(set: IdxSet, options: FilesOptions): Promise<Map<PublishedFile, string>> {
  const paths = new Map<PublishedFile, string>()
  for (const file of filesOf(set)) {
    const urls = (options.urls ?? set.urls).map((base) => new URL(file.name, base).href)
    const folder = options.cache ?? cacheFolder(set.name)
    paths.set(file, await download({ file, urls, folder, onProgress: options.onProgress, signal: options.signal }))
  }
  return paths
}

async function inFolder(set: IdxSet, folder: string): Promise<Map<PublishedFile, string>> {
  const right = `A right folder holds ${filesOf(set)
    .map((file) => file.name)
    .join(', ')}; each may be unpacked (without .gz).`
  const there = await readdir(folder).catch((cause: unknown) => {
    throw new DataError({ what: `the folder ${folder} cannot be read`, fix: right, cause })
  })
  const paths = new Map<PublishedFile, string>()
  const missing: string[] = []
  for (const file of filesOf(set)) {
    const name = [file.name, file.name.replace(/\.gz$/, '')].find((candidate) => there.includes(candidate))
    if (name === undefined) missing.push(file.name)
    else paths.set(file, join(folder, name))
  }
  if (missing.length === 0) return paths
  throw new DataError({
    what: `the folder ${folder} lacks ${missing.join(', ')} of ${set.title}`,
    where: folder,
    context: right,
    fix: 'Name the folder that holds all four, or leave the folder out to download them.',
  })
}
