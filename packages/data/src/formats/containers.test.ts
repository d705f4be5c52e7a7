import { expect, test } from 'vitest'
import { readEvents } from '../read-events.js'
import { aedat4File } from '../testing/aedat4-file.js'
import { matFile } from '../testing/mat-file.js'
import { small } from '../testing/recordings.js'
import { sameRecording } from '../testing/same-recording.js'
import { writeNpy } from './npy.js'
import { writeNpz } from './npz.js'

const events = sameRecording(small, 250)
const file = aedat4File(events, { compression: 'none' })
const text = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)

/** The file with some bytes after the first place of a text replaced. */
function changed(bytes: Uint8Array, after: string, ...values: readonly number[]): Uint8Array {
  const copy = bytes.slice()
  copy.set(values, text(bytes).indexOf(after) + after.length)
  return copy
}

test('AEDAT4: other versions and compressions are refused in words', async () => {
  await expect(readEvents(changed(file, '#!AER-DAT', 0x33))).rejects.toThrow(/is of version 3.0, expected 4.0/)
  await expect(readEvents(aedat4File(events, { compression: 'none', method: 3 }))).rejects.toThrow(
    /compressed by Zstandard/,
  )
  await expect(readEvents(aedat4File(events, { compression: 'none', method: 9 }))).rejects.toThrow(/an unknown method/)
  await expect(readEvents(changed(file, 'EVTS<'.slice(0, 3), 0x58))).rejects.toThrow(/names no stream of events/)
})

test('AEDAT4: a packet that lies, an event outside, a table that does not fit are refused with the byte', async () => {
  const first = text(file).indexOf('EVTS', text(file).indexOf('</node></node>'))
  const packet = first - 16
  // Identifier, layout, table, length of the vector.
  const time = first + 4 + 8 + 8 + 4
  const patched = (at: number, ...values: readonly number[]): Uint8Array => {
    const copy = file.slice()
    copy.set(values, at)
    return copy
  }
  await expect(readEvents(patched(first, 0x58))).rejects.toMatchObject({ code: 'FORMAT', offset: packet })
  await expect(readEvents(patched(packet + 7, 0x7f))).rejects.toThrow(/has a packet that is too long/)
  await expect(readEvents(patched(packet + 3, 0xff))).rejects.toThrow(/has a packet of \d+ bytes for stream -/)
  await expect(readEvents(patched(time - 4, 0xff, 0xff))).rejects.toThrow(/ends within its events/)
  await expect(readEvents(patched(time + 7, 0x40))).rejects.toThrow(/no number of microseconds/)
  await expect(readEvents(patched(time + 9, 1))).rejects.toThrow(/outside 34 x 30/)
  await expect(readEvents(file.subarray(0, text(file).indexOf('FTAB') - 8))).rejects.toThrow(/ends before its table/)
  await expect(readEvents(patched(file.length - 8, 7))).rejects.toThrow(/has 250 events, but its table lists 207/)
})

test('MAT: another variable or shape is refused', async () => {
  const taxels = sameRecording({ width: 10, height: 10, polarities: 2 }, 5)
  await expect(readEvents(matFile(taxels, { name: 'other' }))).rejects.toThrow(/has no matrix spiketrain/)
  const plain = matFile(taxels, { compressed: false })
  const sizes = 128 + 8 + 16 + 8
  const transposed = plain.slice()
  transposed.set(plain.subarray(sizes + 4, sizes + 8), sizes)
  transposed.set(plain.subarray(sizes, sizes + 4), sizes + 4)
  await expect(readEvents(transposed)).rejects.toThrow(/has a spiketrain of \[5, 101\], expected 101 rows/)
  const wrong = plain.slice()
  wrong[sizes] = 100
  await expect(readEvents(wrong)).rejects.toThrow(/has a variable of shape \[100, 5\] with 505 numbers/)
})

const { t, x, y, p } = sameRecording(small, 3)

test('NumPy: units without rows, other names, a matrix in columns, a sensor', async () => {
  const units = await readEvents(writeNpz({ times: t, units: x }))
  expect(units.sensor).toEqual({ width: x[2]! + 1, height: 1, polarities: 1 })
  expect([units.t, units.x, units.y]).toEqual([t, x, new Uint16Array(3)])
  const named = await readEvents(writeNpz({ timestamps: t, x, y, polarity: Int8Array.of(-1, 1, -1) }))
  expect([named.t, named.x, named.y, named.p]).toEqual([t, x, y, p])
  const data = Float64Array.from([...t, ...x, ...y, ...p])
  const columns = writeNpz({ events: { data, shape: [3, 4], stride: [1, 3], offset: 0 } })
  expect((await readEvents(columns)).y).toEqual(y)
  const sized = await readEvents(writeNpz({ t, x, sensor: Uint16Array.of(700, 1, 1) }))
  expect(sized.sensor).toEqual({ width: 700, height: 1, polarities: 1 })
})

test('NumPy: what holds no events is refused in words', async () => {
  const refused = (arrays: Parameters<typeof writeNpz>[0]): Promise<unknown> => readEvents(writeNpz(arrays))
  await expect(refused({ a: t, b: x })).rejects.toThrow(/has no events: a\[3\], b\[3\] \(byte 0\)/)
  await expect(refused({ t, x: x.slice(1) })).rejects.toThrow(/has 3 times but x of shape \[2\]/)
  await expect(refused({ t: Float64Array.of(NaN), x: x.slice(0, 1) })).rejects.toThrow(/has event 0 at NaN µs/)
  await expect(refused({ t: t.slice(1), x: Float32Array.of(1, 2.5) })).rejects.toThrow(
    /has event 1 at 5074 µs, column 2.5/,
  )
  await expect(refused({ t, x, sensor: Uint8Array.of(9, 9) })).rejects.toThrow(/has the sensor \[9, 9\]/)
  await expect(readEvents(writeNpy(t))).rejects.toThrow(/has no events/)
})
