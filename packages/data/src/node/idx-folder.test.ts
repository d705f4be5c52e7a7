import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedData } from '@snn/conformance'
import { describe, expect, test } from 'vitest'
import { FASHION_MNIST, MNIST } from '../sets/idx-set.js'
import { fashionMnist, idxImages } from './idx-folder.js'

test('a folder that lacks files is named, with what a right one holds', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'snn-idx-'))
  try {
    await writeFile(join(folder, 'train-images-idx3-ubyte'), '')
    await expect(fashionMnist({ folder })).rejects.toThrow(
      /lacks train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz of Fashion-MNIST/,
    )
    await expect(fashionMnist({ folder: join(folder, 'no') })).rejects.toThrow(/A right folder holds train-images/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

const fashion = sharedData('fashion-mnist')
describe.skipIf(fashion === undefined)('the original Fashion-MNIST', () => {
  test('has 60,000 + 10,000 images, balanced, and a latency code of the paper', async () => {
    const { train, test } = await fashionMnist({ folder: fashion! })
    expect([train.length, test.length]).toEqual([60_000, 10_000])
    expect([train.neurons, train.time, train.shape]).toEqual([784, 100, [28, 28]])
    for (const [set, each] of [
      [train, 6000],
      [test, 1000],
    ] as const) {
      const counts = Array.from({ length: 10 }, () => 0)
      for (let k = 0; k < set.length; k++) counts[set.labels[k]!]!++
      expect(counts).toEqual(Array.from({ length: 10 }, () => each))
    }
    expect(train.classes[train.labels[0]!]).toBe('Ankle boot')
  })
})

const digits = sharedData('mnist')
describe.skipIf(digits === undefined)('the original MNIST', () => {
  test('has 60,000 + 10,000 images, and begins with a five', async () => {
    const { train, test } = await idxImages(MNIST, { folder: digits! })
    expect([train.length, test.length]).toEqual([60_000, 10_000])
    expect(train.classes[train.labels[0]!]).toBe('5')
    expect(FASHION_MNIST.classes.length).toBe(10)
  })
})
