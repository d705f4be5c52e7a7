import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sharedData } from '@snn/conformance'
import { describe, expect, test } from 'vitest'
import { openSpikeFile } from './spike-file.js'

const packed = sharedData('shd/shd_test.h5.gz')
describe.skipIf(packed === undefined)('an HDF5 file of SHD', () => {
  test('whose groups are damaged, or that ends too early, is refused as such', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'snn-spikes-'))
    const whole = new Uint8Array(gunzipSync(await readFile(packed!)))
    const sensor = { width: 700, height: 1, polarities: 1 }
    for (const [name, bytes] of Object.entries({
      damaged: whole.slice().fill(0xff, 680, 744),
      short: whole.subarray(0, whole.length >> 1),
    })) {
      const path = join(folder, `${name}.h5`)
      await writeFile(path, bytes)
      await expect(openSpikeFile(path, sensor)).rejects.toMatchObject({ code: 'FORMAT', file: path })
    }
    await rm(folder, { recursive: true })
  })
})
