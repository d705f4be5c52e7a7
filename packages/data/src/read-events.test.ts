import { runs } from '@snn/conformance'
import { isSnnError } from '@snn/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEvents, streamEvents } from './read-events.js'
import { fileKinds, recording, small } from './testing/recordings.js'
import { sameRecording } from './testing/same-recording.js'

describe.each(fileKinds)('$title', ({ format, write, sensor = small }) => {
  const file = format === 'bin' ? 'a.bin' : undefined
  const options = { file, sensor, evt3Clock: 'stated' } as const

  test('events are read as they were written', async () => {
    await fc.assert(
      fc.asyncProperty(recording(sensor), async (events) => {
        const read = await readEvents(write(events), options)
        // MAT-files hold seconds.
        if (format === 'mat') read.t.set(read.t.map(Math.round))
        expect(read).toEqual({ ...events, format })
      }),
      { numRuns: runs(40) },
    )
  })

  test('pieces of any length give the same events, piece by piece', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(recording(sensor), lengths, async (events, cycle) => {
        const bytes = write(events)
        async function* cut(): AsyncGenerator<Uint8Array> {
          for (let at = 0, k = 0; at < bytes.length; at += cycle[k++ % cycle.length]!) {
            yield bytes.slice(at, at + cycle[k % cycle.length]!)
          }
        }
        const whole = await readEvents(bytes, options)
        let at = 0
        for await (const part of streamEvents(cut(), options)) {
          const range = [at, at + part.t.length] as const
          for (const name of ['t', 'x', 'y', 'p'] as const) expect(part[name]).toEqual(whole[name].slice(...range))
          at += part.t.length
        }
        expect(at).toBe(events.t.length)
      }),
      { numRuns: runs(20) },
    )
  })

  test('a file that ends too early is refused at a byte of it, or gives the events before', async () => {
    const events = sameRecording(sensor, 150)
    const bytes = write(events)
    for (let length = 0; length < bytes.length; length += 1 + (length >> 6)) {
      const read = await readEvents(bytes.subarray(0, length), options).catch((error: unknown) => error)
      if (isSnnError(read, 'FORMAT')) expect((read as { offset?: number }).offset).toBeLessThanOrEqual(length)
      else {
        const { t, x } = read as typeof events
        expect({ t, x }).toEqual({ t: events.t.slice(0, t.length), x: events.x.slice(0, t.length) })
      }
    }
  })
})

const events = sameRecording(small, 50)
const kindOf = (format: string): Uint8Array => fileKinds.find((kind) => kind.format === format)!.write(events)

test('a format is told by the content before the name; what has no mark by the name or the option', async () => {
  const evt2 = kindOf('evt2')
  expect((await readEvents(evt2, { file: 'wrong.bin' })).format).toBe('evt2')
  expect((await readEvents(new File([evt2 as Uint8Array<ArrayBuffer>], 'wrong.bin'))).format).toBe('evt2')
  const bin = kindOf('bin') as Uint8Array<ArrayBuffer>
  expect((await readEvents(new File([bin], 'SAMPLE.BIN'))).format).toBe('bin')
  expect((await readEvents(bin, { file: '1.bs2.gz' })).format).toBe('bin')
  expect((await readEvents(bin, { format: 'bin' })).t).toEqual(events.t)
  await expect(readEvents(bin, { file: 'a.raw' })).rejects.toThrow(/a.raw is a recording of no known format \(byte 0\)/)
  await expect(readEvents(new Uint8Array(0))).rejects.toMatchObject({ code: 'FORMAT', offset: 0 })
  await expect(readEvents(evt2, { format: 'dat' })).rejects.toMatchObject({ code: 'FORMAT' })
})

test('where nothing names a sensor it is the smallest usual one, or what holds the events', async () => {
  const { width, height } = (await readEvents(kindOf('bin'), { format: 'bin' })).sensor
  expect([width, height]).toEqual([34, 34])
  expect((await readEvents(kindOf('dat'))).sensor).toEqual({ width: 120, height: 100, polarities: 2 })
  expect((await readEvents(kindOf('npy'))).sensor).toEqual({ width: 34, height: 30, polarities: 2 })
  for await (const { sensor } of streamEvents(kindOf('dat'))) expect(sensor.width).toBe(1280)
})

test('bad options are refused by name', async () => {
  await expect(readEvents(kindOf('npy'), { format: 'evt4' as 'evt3' })).rejects.toThrow(/format must be one of 'bin'/)
  await expect(readEvents(kindOf('npy'), { sensor: { ...small, width: 0 } })).rejects.toThrow(/sensor.width must be/)
  await expect(readEvents(kindOf('evt3'), { evt3Clock: 'x' as 'stated' })).rejects.toThrow(/evt3Clock must be one of/)
  const unsigned = { ...small, polarities: 1 }
  await expect(readEvents(kindOf('dat'), { sensor: unsigned })).rejects.toThrow(/events of polarity 1/)
  const narrow = { ...small, width: 20 }
  for (const format of ['bin', 'dat', 'evt2', 'evt3', 'npy'] as const) {
    await expect(readEvents(kindOf(format), { format, sensor: narrow })).rejects.toMatchObject({ code: 'FORMAT' })
  }
})

test('events out of order come in the order of time, those of one time as they were', async () => {
  const mixed = { ...sameRecording(small, 4), t: Float64Array.of(30, 10, 30, 20) }
  const { t, x } = await readEvents(fileKinds.find(({ format }) => format === 'npz')!.write(mixed))
  expect(t).toEqual(Float64Array.of(10, 20, 30, 30))
  expect(x).toEqual(Uint16Array.of(mixed.x[1]!, mixed.x[3]!, mixed.x[0]!, mixed.x[2]!))
})

test('a file is decoded 64 KiB at a time, however long the pieces are that it comes in', async () => {
  const long = sameRecording(small, 100_000)
  async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  for (const [format, most] of [
    ['bin', 13_107],
    ['dat', 8192],
    ['evt2', 16_384],
    ['es', 13_107],
    ['aedat4', 100],
  ] as const) {
    const { write } = fileKinds.find((kind) => kind.format === format)!
    const lengths: number[] = []
    for await (const { t } of streamEvents(whole(write(long)), { format })) lengths.push(t.length)
    expect(lengths.reduce((a, b) => a + b)).toBe(100_000)
    expect(Math.max(...lengths), format).toBeLessThanOrEqual(most)
  }
})

test('reading that stops early gives the input back', async () => {
  let given = false
  const bytes = fileKinds.find(({ format }) => format === 'evt2')!.write(sameRecording(small, 50_000))
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000)
    } finally {
      given = true
    }
  }
  for await (const { t } of streamEvents(source())) {
    expect(t.length).toBeGreaterThan(0)
    break
  }
  expect(given).toBe(true)
})
