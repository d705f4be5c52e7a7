import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { runs, sharedData } from '@snn/conformance'
import { isSnnError, type FormatError } from '@snn/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byteSource } from '../byte-source.js'
import type { Events } from '../events.js'
import { readIdx } from '../idx.js'
import { spikeFile } from '../node/spike-file.js'
import { readEvents, type Recording } from '../read-events.js'
import { allocations } from '../testing/allocations.js'
import { mutated } from '../testing/mutations.js'
import { fileKinds, small } from '../testing/recordings.js'
import { sameRecording } from '../testing/same-recording.js'
import { spikeFileBytes } from '../testing/spike-file-bytes.js'

/** As much of a real file as is damaged each time. */
const MOST = 1 << 18

/** Bytes that a reader may take for each byte of the file, and beside. */
const MEMORY = { factor: 400, beside: 4 << 20 }

/** Files of each format at hand, beside those that the tests write. */
const real: Readonly<Record<string, readonly string[]>> = {
  bin: ['sample_nmnist.bin'],
  dat: ['NCARS_obj_004397_td.dat', 'sample_ncars.dat'],
  evt2: ['evt2_sample.raw'],
  evt3: ['evt3_sample.raw'],
  es: ['test.es', 'generic.es'],
  aedat4: ['sample.aedat4', 'sample_aedat_header.aedat'],
  mat: ['sample_stmnist.mat'],
  npy: ['evt3_sample.npy.gz'],
}
const folder = sharedData('events')

function filesOf(format: string): Uint8Array[] {
  const written = fileKinds
    .filter((kind) => kind.format === format)
    .map(({ write, sensor = small }) => write(sameRecording(sensor, 300)))
  const shared = (folder === undefined ? [] : (real[format] ?? [])).map((name) => {
    const bytes = new Uint8Array(readFileSync(join(folder!, name)))
    return (name.endsWith('.gz') ? new Uint8Array(gunzipSync(bytes)) : bytes).subarray(0, MOST)
  })
  return [...written, ...shared, new Uint8Array(gzipSync(written[0]!))]
}

/** Reads a damaged file; what comes is sound, or a FormatError at a byte, and took memory in proportion. */
async function survives(
  bytes: Uint8Array,
  read: () => Promise<unknown>,
  check: (result: never) => void,
): Promise<void> {
  const { bytes: taken, result } = await allocations(() => read().catch((error: unknown) => error))
  expect(taken).toBeLessThan(MEMORY.factor * bytes.length + MEMORY.beside)
  if (!(result instanceof Error)) return check(result as never)
  if (!isSnnError(result, 'FORMAT') && !isSnnError(result, 'DATA')) throw result
  const { code, offset } = result as FormatError
  if (code === 'FORMAT') expect(offset).toBeGreaterThanOrEqual(0)
}

function isSound({ sensor, t, x, y, p }: Recording): void {
  let wrong = 0
  for (let k = 0; k < t.length; k++) {
    const inside = x[k]! < sensor.width && y[k]! < sensor.height && p[k]! < sensor.polarities
    if (!inside || !Number.isFinite(t[k]) || (k > 0 && t[k]! < t[k - 1]!)) wrong++
  }
  expect({ wrong, x: x.length, y: y.length, p: p.length }).toEqual({ wrong: 0, x: t.length, y: t.length, p: t.length })
}

const timeout = 1_200_000
describe('damaged files are refused at a byte or read as sound events, in memory that is bounded by their size', () => {
  test.each([...new Set(fileKinds.map(({ format }) => format))])('%s', { timeout }, async (format) => {
    const property = fc.asyncProperty(mutated(filesOf(format)), (bytes) =>
      survives(bytes, () => readEvents(bytes, { file: format === 'bin' ? 'a.bin' : undefined }), isSound),
    )
    await fc.assert(property, { numRuns: runs(500) })
  })

  test('idx', { timeout }, async () => {
    const file = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 20, 0, 0, 0, 30, ...new Uint8Array(600).fill(7))
    const property = fc.asyncProperty(mutated([file, new Uint8Array(gzipSync(file))]), (bytes) =>
      survives(
        bytes,
        () => readIdx(bytes),
        ({ data, shape }: Awaited<ReturnType<typeof readIdx>>) => {
          expect(data.length).toBe(shape.reduce((a, b) => a * b, 1))
        },
      ),
    )
    await fc.assert(property, { numRuns: runs(500) })
  })

  test('hdf5 of SHD', { timeout }, async () => {
    const sensor = { width: 700, height: 1, polarities: 1 }
    const read = (bytes: Uint8Array): Events[] => {
      const file = spikeFile(byteSource(bytes), sensor)
      return file.read(0, file.length)
    }
    const train = { halves: [0, 0x2000, 0x3800], units: [0, 699, 20] }
    const fixtures = ['h5py', 'h5py-latest', 'h5py-filters', 'h5py-v108-filters', 'pytables'].map((name) =>
      gunzipSync(readFileSync(join(import.meta.dirname, `../testing/fixtures/${name}.h5.gz`))),
    )
    const files = [spikeFileBytes([train, train], [0, 1]), ...fixtures.map((bytes) => new Uint8Array(bytes))]
    const whole = files.map(read)
    const property = fc.asyncProperty(mutated(files), (bytes) =>
      survives(
        bytes,
        async () => read(bytes),
        (samples: Events[]) => {
          const events = samples.flatMap(({ t, x }) => Array.from(t, (micros, k) => [micros, x[k]!] as const))
          const wrong = events.filter(([micros, unit]) => !(micros >= 0 && micros < Infinity && unit < sensor.width))
          expect(wrong).toEqual([])
        },
      ),
    )
    await fc.assert(property, { numRuns: runs(500) })
    expect(files.map(read)).toEqual(whole)
  })
})
