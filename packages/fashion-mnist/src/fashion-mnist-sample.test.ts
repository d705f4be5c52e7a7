import { statSync } from 'node:fs'
import { sharedData } from '@snn/conformance'
import { FASHION_MNIST } from '@snn/data'
import { idxImages } from '@snn/data/node'
import { describe, expect, test } from 'vitest'
import { fashionMnistSample, fashionMnistSampleImages } from './fashion-mnist-sample.js'
import { firstOfEachClass } from './first-of-each-class.js'
import { readSample, writeSample } from './sample-file.js'

test('the embedded part has 600 training and 100 test images of each class, in under 3 MB', async () => {
  const { train, test } = await fashionMnistSample()
  for (const [set, each] of [
    [train, 600],
    [test, 100],
  ] as const) {
    const counts = Array.from({ length: 10 }, () => 0)
    for (let k = 0; k < set.length; k++) counts[set.labels[k]!]!++
    expect(counts).toEqual(Array.from({ length: 10 }, () => each))
    expect([set.neurons, set.time, set.license]).toEqual([784, 100, 'MIT'])
    expect(set.partial).toMatch(/of each class/)
  }
  expect(statSync(new URL('../fashion-mnist-sample.bin.gz', import.meta.url)).size).toBeLessThan(3e6)
})

test('writing and reading gives the same images, and a damaged file is refused', async () => {
  const sample = await fashionMnistSampleImages()
  const bytes = writeSample(sample)
  const again = await readSample(bytes)
  expect(again.train.pixels).toEqual(sample.train.pixels)
  expect(again.test.labels).toEqual(sample.test.labels)
  await expect(readSample(bytes.subarray(1))).rejects.toMatchObject({ code: 'FORMAT', offset: 0 })
  await expect(readSample(bytes.subarray(0, 1000))).rejects.toMatchObject({ code: 'FORMAT', offset: 1000 })
  await expect(readSample(Uint8Array.from(bytes, (byte, k) => (k === 4 ? 9 : byte)))).rejects.toMatchObject({
    code: 'VERSION',
  })
})

const folder = sharedData('fashion-mnist')
describe.skipIf(folder === undefined)('beside the original files', () => {
  test('the embedded images are the first of each class of the original ones', async () => {
    const original = await idxImages(FASHION_MNIST, { folder: folder! })
    const embedded = await fashionMnistSampleImages()
    for (const [split, each] of [
      ['train', 600],
      ['test', 100],
    ] as const) {
      const expected = firstOfEachClass(original[split], each)
      expect(embedded[split].pixels).toEqual(expected.pixels)
      expect(Array.from(embedded[split].labels)).toEqual(Array.from(expected.labels))
    }
  })
})
