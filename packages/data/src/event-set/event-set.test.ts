import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byteSource } from '../byte-source.js'
import { crc32 } from '../crc32.js'
import type { Events, Sensor } from '../events.js'
import { joined } from '../gunzip.js'
import { eventsFrom, listed, randomEvents } from '../testing/random-events.js'
import { openEventSet } from './event-set-reader.js'
import { eventSetWriter } from './event-set-writer.js'

const about = { name: 'made up', split: 'train', classes: ['a', 'b'], license: 'none', partial: '3 of 9' }

function fileOf(recordings: readonly Events[], sensor: Sensor): Uint8Array<ArrayBuffer> {
  const writer = eventSetWriter({ ...about, sensor })
  return joined([writer.header(), ...recordings.map((events, k) => writer.sample(events, k % 2)), writer.end()])
}

const sensor = { width: 5, height: 3, polarities: 2 }
const small = [0, 4, 1].map((count, sample) =>
  eventsFrom(
    Array.from({ length: count }, (_, k) => ({ t: 300 * k + sample, x: (k * 2) % 5, y: k % 3, p: k % 2 })),
    sensor,
  ),
)

async function samplesOf(input: Uint8Array | Blob): Promise<unknown[]> {
  const set = await openEventSet(byteSource(input, 'f.events'))
  return Promise.all(Array.from({ length: set.length }, async (_, k) => listed(await set.get(k))))
}

test('a set comes back with its events, labels and what it says about itself, from bytes and from a Blob', async () => {
  const file = fileOf(small, sensor)
  const set = await openEventSet(byteSource(file))
  expect(set).toMatchObject({ ...about, sensor, length: 3, shape: [2, 3, 5], waits: false, bytes: file.length })
  expect([...Array(3).keys()].map((k) => [set.labels[k], set.events(k)])).toEqual([
    [0, 0],
    [1, 4],
    [0, 1],
  ])
  expect(await samplesOf(file)).toEqual(small.map(listed))
  expect(await samplesOf(new Blob([file]))).toEqual(small.map(listed))
  set.close()
  expect(() => set.get(0)).toThrow(/is closed/)
})

test('events of any sensor come back to the bit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(randomEvents, { maxLength: 4 }), async (recordings) => {
      for (const events of recordings)
        expect(await samplesOf(fileOf([events], events.sensor))).toEqual([listed(events)])
    }),
    { numRuns: runs(50) },
  )
  for (const size of [
    { width: 256, height: 257 },
    { width: 65536, height: 1 },
    { width: 1, height: 65536 },
  ]) {
    const corner = { t: 0.1, x: size.width - 1, y: size.height - 1, p: 0 }
    const large = { ...size, polarities: 1 }
    expect(await samplesOf(fileOf([eventsFrom([corner], large)], large))).toEqual([[corner]])
  }
})

describe('a damaged file', () => {
  const file = fileOf(small, sensor)
  const codes = ['FORMAT', 'CHECKSUM', 'VERSION']

  test('is refused whichever byte is flipped, or gives the same events', async () => {
    for (let at = 0; at < file.length; at++) {
      for (const flip of [1, 0x80, 0xff]) {
        const damaged = file.slice()
        damaged[at]! ^= flip
        const found = await samplesOf(damaged).catch((error: { code?: string }) => error.code)
        if (typeof found === 'string') expect(codes).toContain(found)
        else expect(found).toEqual(small.map(listed))
      }
    }
  })

  test('is refused wherever it is cut off', async () => {
    for (let length = 0; length < file.length; length++) {
      await expect(samplesOf(file.subarray(0, length)), `${length} bytes`).rejects.toMatchObject({ code: 'FORMAT' })
    }
  })

  test('is refused by name: no such file, another version, a damaged sample', async () => {
    await expect(samplesOf(new Uint8Array(99))).rejects.toThrow(/f.events does not begin like an event set \(byte 0\)/)
    const newer = file.slice()
    newer[8] = 2
    await expect(samplesOf(newer)).rejects.toThrow(/checksum of its header/)
    new DataView(newer.buffer).setUint32(12, crc32(newer.subarray(0, 12)), true)
    await expect(samplesOf(newer)).rejects.toThrow(/f.events is of version 2; this reads version 1/)
    const damaged = file.slice()
    damaged[20]! ^= 1
    await expect(samplesOf(damaged)).rejects.toThrow(/the checksum of sample [01] is wrong \(bytes \d+ to \d+\)/)
  })
})

test('what the format does not hold is refused when it is written', () => {
  const writer = eventSetWriter({ ...about, sensor })
  expect(() => writer.sample(small[0]!, 2)).toThrow(/sample 0 of made up has label 2/)
  const wide = { ...sensor, width: 6 }
  expect(() => writer.sample(eventsFrom([{ t: 0, x: 5, y: 0, p: 0 }], wide), 0)).toThrow(
    /event 0 of sample 0 of made up is at column 5, row 0, polarity 0, outside 5 x 3 x 2/,
  )
  expect(() => eventSetWriter({ ...about, sensor: { ...sensor, polarities: 3 } })).toThrow(
    /2 polarities; got 5 x 3 and 3/,
  )
})
