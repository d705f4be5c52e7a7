import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cpu } from '@snn/backend-cpu'
import { adam } from '@snn/core'
import { bins, encoded, shiftSpace, transformed, writeNpz } from '@snn/data'
import { eventFolder } from '@snn/data/node'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { fit } from '@snn/train'
import { afterAll, beforeAll, expect, it } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snn-own-set-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A bar of 8 pixels that crosses 16 x 8 pixels in 32 ms, to the left or to the right, as numpy.savez would write it. */
function bar(direction: 'left' | 'right', start: number): Uint8Array {
  const columns = Array.from({ length: 16 }, (_, k) => (direction === 'right' ? k : 15 - k))
  const x = columns.flatMap((column) => new Array<number>(8).fill(column))
  return writeNpz({
    t: Float64Array.from(x, (_, k) => start + 2000 * Math.floor(k / 8)),
    x: Uint16Array.from(x),
    y: Uint16Array.from(x, (_, k) => k % 8),
    p: new Uint8Array(x.length),
    sensor: Uint32Array.of(16, 8, 1),
  })
}

it('a folder of .npz files, one a sample, is a data set', async () => {
  for (const [split, samples] of [
    ['train', 24],
    ['test', 8],
  ] as const) {
    for (const direction of ['left', 'right'] as const) {
      await mkdir(join(folder, split, direction), { recursive: true })
      for (let k = 0; k < samples; k++) {
        await writeFile(join(folder, split, direction, `${k}.npz`), bar(direction, 500 * k))
      }
    }
  }

  const { train, test } = await eventFolder({ folder })
  const grid = bins({ time: 50, dt: 1e-3 })
  const augmented = transformed(train!, shiftSpace({ x: 1, y: 2 }))
  const network = sequential({ dt: 1e-3, backwardThreshold: 0.2 }, [
    spiking(dense(16 * 8, 40), lif({ tau: 10e-3 })),
    readout(dense(40, 2), leaky({ tau: 10e-3 }), 'max'),
  ])

  const backend = await cpu()
  const model = await network.build(backend, { seed: 0 })
  const optimizer = adam(model.parameters, { rate: 5e-3 })
  const sets = { train: encoded(augmented, grid), test: encoded(test!, grid) }
  const epochs = await fit(model, { ...sets, epochs: 8, batch: 8, optimizer }).done
  expect(test!.classes).toEqual(['left', 'right'])
  expect(epochs.at(-1)!.testAccuracy).toBeGreaterThan(0.9)
  await backend.close()
})
