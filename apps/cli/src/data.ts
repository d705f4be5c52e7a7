import { cached, split, type DataSet } from '@snn/data'
import { fashionMnist } from '@snn/data/node'
import { fashionMnistSample } from '@snn/fashion-mnist'
import type { Settings } from './presets.js'

export interface Sets {
  readonly train: DataSet
  readonly validation: DataSet | undefined
  readonly test: DataSet
  readonly title: string
}

/** The data of a training: encoded once, since the latency code is the same in every epoch. */
export async function loadSets(settings: Settings, progress: (text: string) => void): Promise<Sets> {
  const { data, validation: fraction, seed } = settings
  const { train, test } = data === undefined ? await fashionMnistSample() : await fashionMnist({ folder: data })
  const part = data === undefined ? 'embedded part' : 'complete'
  const title = `Fashion-MNIST (${part}: ${count(train.length)} training, ${count(test.length)} test images)`
  const encode = (set: DataSet, name: string): Promise<DataSet> =>
    cached(set, {
      onProgress: (done, total) => progress(`encoding ${name} images  ${count(done)} of ${count(total)}`),
    })
  const whole = await encode(train, 'training')
  const parts = fraction > 0 ? split(whole, { fraction, seed }) : { train: whole, validation: undefined }
  return { ...parts, test: await encode(test, 'test'), title }
}

function count(n: number): string {
  return n.toLocaleString('en-US')
}
