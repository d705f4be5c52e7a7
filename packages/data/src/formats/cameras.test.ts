import { expect, test } from 'vitest'
import { readEvents, type ReadEventsOptions } from '../read-events.js'
import { joined } from '../testing/bytes.js'
import { datFile, dvsFile, esHeader, evt2Words, evt3Words } from '../testing/camera-files.js'
import { small } from '../testing/recordings.js'
import { sameRecording } from '../testing/same-recording.js'

type Row = readonly [t: number, x: number, y: number, p: number]

async function rows(bytes: Uint8Array, options: ReadEventsOptions = {}): Promise<Row[]> {
  const { t, x, y, p } = await readEvents(bytes, options)
  return Array.from(t, (time, k) => [time, x[k]!, y[k]!, p[k]!])
}

test('.bin: time wraps after 23 bits, row 240 adds 2^13 µs', async () => {
  const bytes = Uint8Array.of(1, 2, 0x7f, 0xff, 0xff, 3, 4, 0x80, 0, 1, 0, 240, 0, 0, 0, 5, 6, 0, 0, 2)
  const wrap = 2 ** 23
  expect(await rows(bytes, { format: 'bin' })).toEqual([
    [wrap - 1, 1, 2, 0],
    [wrap + 1, 3, 4, 1],
    [wrap + 2 ** 13 + 2, 5, 6, 0],
  ])
  await expect(readEvents(bytes.subarray(0, 12), { format: 'bin' })).rejects.toMatchObject({
    code: 'FORMAT',
    offset: 12,
  })
  const outside = { format: 'bin', sensor: { ...small, height: 4 } } as const
  await expect(readEvents(bytes, outside)).rejects.toThrow(/column 3, row 4, outside 34 x 4 \(byte 5\)/)
})

test('.dat: time wraps after 32 bits; size, version, type and polarity are checked', async () => {
  const { t, ...rest } = sameRecording(small, 3)
  const events = { ...rest, t: Float64Array.of(2 ** 32 - 5, 2, 9) }
  const read = await readEvents(datFile(events))
  expect(Array.from(read.t)).toEqual([2 ** 32 - 5, 2 ** 32 + 2, 2 ** 32 + 9])
  const sized = await readEvents(datFile({ ...rest, t }, { type: 12, header: '% Height 480\n% Width 640\n' }))
  expect(sized.sensor).toEqual({ width: 640, height: 480, polarities: 2 })
  await expect(readEvents(datFile(events, { version: 1 }))).rejects.toThrow(/is of version 1, expected 2/)
  await expect(readEvents(datFile(events, { type: 14 }))).rejects.toThrow(/holds events of type 14 in 8 bytes/)
  const signed = datFile(events)
  signed[signed.length - 1]! |= 0x20
  await expect(readEvents(signed)).rejects.toMatchObject({ code: 'FORMAT', offset: signed.length - 8 })
})

const high2 = (value: number): number => 0x80000000 + value
const event2 = (kind: number, low: number, x: number, y: number): number =>
  kind * 2 ** 28 + low * 2 ** 22 + x * 2 ** 11 + y

test('EVT2: time is said in two parts and wraps; words before the first and triggers are no events', async () => {
  const last = 2 ** 28 - 1
  const words = [event2(0, 1, 2, 3), high2(last), event2(1, 63, 4, 5), 0xa0000001, high2(0), event2(0, 1, 6, 7)]
  expect(await rows(evt2Words(words))).toEqual([
    [last * 64 + 63, 4, 5, 1],
    [2 ** 34 + 1, 6, 7, 0],
  ])
  const start = evt2Words([]).length
  const refused = (list: number[]): Promise<unknown> => readEvents(evt2Words(list))
  await expect(refused([high2(9), high2(8)])).rejects.toMatchObject({ message: /goes back/, offset: start + 4 })
  await expect(refused([high2(9), 0x30000000])).rejects.toThrow(/a word of kind 3, which EVT2 does not know/)
  await expect(refused([high2(9), event2(0, 0, 2047, 0)])).rejects.toThrow(/column 2047, row 0, outside 1280 x 720/)
})

test('EVT3: vectors, continued vectors, wraps; words before the first time and row are no events', async () => {
  const words = [
    ...[0x2005, 0x8fff, 0x0001, 0x2005, 0x6ffe, 0x2006, 0x0002, 0x2807],
    // A vector from column 10: bits 0 and 11 of 12, then bit 1 of 8.
    ...[0x380a, 0x4801, 0x5002, 0xa000, 0x7001],
    ...[0x8000, 0x6000, 0x2008],
  ]
  const time = 2 ** 24 - 2
  expect(await rows(evt3Words(words), { evt3Clock: 'stated' })).toEqual([
    [time, 7, 2, 1],
    [time, 10, 2, 1],
    [time, 21, 2, 1],
    [time, 23, 2, 1],
    [2 ** 24, 8, 2, 0],
  ])
  const start = evt3Words([]).length
  const refused = (list: number[]): Promise<unknown> => readEvents(evt3Words(list))
  await expect(refused([0x8002, 0x8001])).rejects.toMatchObject({ message: /goes back/, offset: start + 2 })
  await expect(refused([0x8002, 0x9000])).rejects.toThrow(/a word of kind 9, which EVT3 does not know/)
  await expect(refused([0x8002, 0x6000, 0x02d0])).rejects.toThrow(/column 0, row 720, outside 1280 x 720/)
  await expect(refused([0x8002, 0x6000, 1, 0x34fb, 0x4020])).rejects.toThrow(/column 1280, row 1, outside/)
})

test('EVT3: the lower part of the time that goes back counts 4,096 µs, or does not', async () => {
  const words = [0x8001, 0x600a, 0x0001, 0x2001, 0x6005, 0x2002, 0x8002, 0x6006, 0x2003]
  expect((await rows(evt3Words(words))).map(([t]) => t)).toEqual([4106, 8197, 12294])
  expect((await rows(evt3Words(words), { evt3Clock: 'stated' })).map(([t]) => t)).toEqual([4101, 4106, 8198])
})

test.each([
  ['% evt 3.0\n% geometry 320x240\n', 320, 240],
  ['% format EVT3;height=720;width=1280\n% end\n', 1280, 720],
  ['% evt 3.0\n% plugin_name hal_plugin_gen3_fx3\n', 640, 480],
  ['% evt 3.0\n% plugin_name hal_plugin_imx636_evk4\n', 1280, 720],
  ['% evt 3.0\n', 320, 320],
])('RAW: the header %j tells the sensor', async (header, width, height) => {
  const { sensor } = await readEvents(evt3Words([0x8001, 0x6001, 1, 0x2001], header))
  expect(sensor).toEqual({ width, height, polarities: 2 })
})

test('.es: versions and kinds that are not read, and events outside the sensor, are refused', async () => {
  await expect(readEvents(esHeader(1, small, 1))).rejects.toThrow(/is of version 1.0.0, expected 2/)
  await expect(readEvents(esHeader(0, small))).rejects.toThrow(
    /a stream of kind generic, no events at an address \(byte 15\)/,
  )
  await expect(readEvents(esHeader(4, small))).rejects.toThrow(/a stream of kind color/)
  expect(await rows(esHeader(1, small))).toEqual([])
  const event = Uint8Array.of(0xff, 0xfe, 0x0b, 3, 0, 4, 0)
  expect(await rows(joined(esHeader(1, small), event))).toEqual([[132, 3, 4, 1]])
  const wrong = dvsFile({ ...sameRecording(small, 9), sensor: { ...small, width: 5 } })
  await expect(readEvents(wrong)).rejects.toThrow(/outside 5 x 30/)
})
