import { join } from 'node:path'
import { DataError } from '@snn/core'
import type { EventSource } from '../data-set.js'
import { N_CARS, ST_MNIST, type CameraSet } from '../sets/camera-sets.js'
import type { Parts } from './idx-folder.js'
import { classFiles, namesIn, partOf, sampleFiles, type SampleFile } from './sample-files.js'

/** @public */
export interface SetFolderOptions {
  /** The folder that holds the files as they were published. */
  readonly folder: string
}

/** One split of a camera set. */
export function cameraSplit(set: CameraSet, split: string, files: readonly SampleFile[]): EventSource {
  const { title: name, classes, citation, license, sensor } = set
  return sampleFiles({
    name,
    split,
    classes,
    citation,
    license,
    sensor,
    partial: partOf(files.length, set.samples[split]),
    files,
  })
}

/**
 * N-Cars from `n-cars_train` and `n-cars_test`, each with folders `background` and `cars` of .dat files. Windows differ in size; each lies
 * in the upper left of 120 x 100 pixels. A DataError when the folder holds something else.
 * @public
 */
export async function nCars({ folder }: SetFolderOptions): Promise<Parts<EventSource>> {
  const layout =
    'A right folder holds n-cars_train and n-cars_test, each with folders background and cars of .dat files.'
  const part = async (split: 'train' | 'test'): Promise<EventSource> =>
    cameraSplit(N_CARS, split, await classFiles(join(folder, `n-cars_${split}`), N_CARS.classes, layout))
  return { train: await part('train'), test: await part('test') }
}

/**
 * ST-MNIST from folders `0` to `9` of .mat files, or a folder `data_submission` of these. It has no split of its own: `split` makes one.
 * A DataError when the folder holds something else.
 * @public
 */
export async function stMnist({ folder }: SetFolderOptions): Promise<{ readonly all: EventSource }> {
  const layout = 'A right folder holds folders 0 to 9 of .mat files, or data_submission with these.'
  const names = await namesIn(folder, layout)
  const inner = names.includes('data_submission') ? join(folder, 'data_submission') : folder
  const files = await classFiles(inner, ST_MNIST.classes, layout)
  if (files.length === 0)
    throw new DataError({ what: `the folder ${inner} holds no ST-MNIST`, where: inner, fix: layout })
  return { all: cameraSplit(ST_MNIST, 'all', files) }
}
