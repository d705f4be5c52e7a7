import { formatBytes } from '@snn/core'
import { cached, FASHION_MNIST, latency, type DataSet } from '@snn/data'
import { fashionMnist as fashionMnistFiles } from '@snn/data/node'
import { fashionMnistSample } from '@snn/fashion-mnist'
import { count } from '../terminal/format.js'
import { paperSettings } from './paper.js'
import type { Task } from './task.js'

/** Of Perez-Nieves & Goodman 2021. */
const paper = { ...paperSettings, steps: 100, weights: 'normal' } as const

/** Images of clothes as latency code: an intense pixel spikes early, a dark one never. */
export const fashionMnist: Task = {
  name: 'fashion-mnist',
  help: 'images of clothes in 10 classes; 6,000 + 1,000 of them are embedded',
  classes: FASHION_MNIST.classes,
  presets: {
    /** The paper's network; a higher rate that decays gets further in a tenth of the epochs (chosen on validation). */
    default: { ...paper, rate: 4e-3, schedule: 'cosine', epochs: { embedded: 15, complete: 10 } },
    paper,
  },
  async load({ data, steps: time, dt }, progress) {
    const encoder = latency({ time, dt })
    const { train, test } =
      data === undefined
        ? await fashionMnistSample({ encoder })
        : await fashionMnistFiles({
            encoder,
            ...(data !== 'download' && { folder: data }),
            onProgress: ({ file, received, total }) =>
              progress(`downloading ${file}  ${formatBytes(received)} of ${formatBytes(total)}`),
          })
    const part = data === undefined ? 'embedded part' : 'complete'
    const title = `Fashion-MNIST (${part}: ${count(train.length)} training, ${count(test.length)} test images)`
    // The latency code is the same in every epoch: it is computed once.
    const encode = (set: DataSet, name: string): Promise<DataSet> =>
      cached(set, {
        onProgress: (done, total) => progress(`encoding ${name} images  ${count(done)} of ${count(total)}`),
      })
    return { title, train: await encode(train, 'training'), test: await encode(test, 'test') }
  },
  next: ({ data }) =>
    data === undefined ? [['train fashion-mnist --data DIR', 'all 60,000 images, from the four original files']] : [],
}
