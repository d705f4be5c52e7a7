import type { ByteReader } from '../byte-reader.js'
import type { EventBuffer } from '../event-buffer.js'
import type { Sensor } from '../events.js'
import { ADDRESSES, type EventFormat } from './event-format.js'
import { isNpy } from './npy-header.js'
import { readNpyFields, type NpyArray } from './npy.js'
import { readNpz } from './npz.js'
import { isZip } from './zip.js'

type Arrays = Readonly<Record<string, NpyArray>>

/** Names that an array or field of each kind may have. */
const names = {
  t: ['t', 'ts', 'time', 'timestamp', 'timestamps', 'times'],
  x: ['x', 'unit', 'units'],
  y: ['y'],
  p: ['p', 'pol', 'polarity', 'polarities', 'on'],
} as const

const expected = 'Save arrays or fields t (microseconds), x, y and p, or one array [events, 4] of them.'

/** Events in a NumPy array: structured with the fields t, x, y and p, or [events, 4] in this order. Read whole. */
export const npyEvents: EventFormat = {
  name: 'npy',
  title: 'NumPy array of events',
  extensions: ['.npy'],
  eventBytes: 16,
  sensors: [],
  recognizes: isNpy,
  async *read(file, into, { bounds }): AsyncGenerator<Sensor | undefined> {
    yield decode(await readNpyFields(file), into, bounds, file)
  },
}

/**
 * Events in a NumPy archive: arrays t, x, y and p (y and p may be absent), or one as in a .npy file; an array `sensor` may give
 * width, height and polarities. Read whole.
 */
export const npzEvents: EventFormat = {
  name: 'npz',
  title: 'NumPy archive of events',
  extensions: ['.npz'],
  eventBytes: 16,
  sensors: [],
  recognizes: isZip,
  async *read(file, into, { bounds }): AsyncGenerator<Sensor | undefined> {
    const arrays = Object.entries(await readNpz(await file.peek(Infinity), { file: file.label }))
    // A single structured array comes as `name.t`, `name.x` …
    yield decode(
      Object.fromEntries(arrays.map(([name, array]) => [name.replace(/^.*\./, ''), array])),
      into,
      bounds,
      file,
    )
  },
}

/** Writes the events of some arrays and gives the sensor, where one of them says it. */
function decode(arrays: Arrays, into: EventBuffer, bounds: Sensor, file: ByteReader): Sensor | undefined {
  const { t, x, y, p } = columnsOf(arrays, file)
  const sensor = sensorOf(arrays['sensor'], file)
  const { width, height } = sensor ?? bounds
  const count = t.shape[0]!
  for (const [name, { shape }] of Object.entries({ t, x, y, p })) {
    if (shape.length === 1 && shape[0] === count) continue
    throw file.error(`has ${count} times but ${name} of shape [${shape.join(', ')}]`, 0, expected)
  }
  into.reserve(count)
  for (let k = 0; k < count; k++) {
    const [time, column, row] = [at(t, k), at(x, k), at(y, k)]
    if (!Number.isFinite(time) || !isAddress(column, width) || !isAddress(row, height)) {
      throw file.error(
        `has event ${k} at ${time} µs, column ${column}, row ${row} of ${width} x ${height}`,
        0,
        expected,
      )
    }
    into.t[k] = time
    into.x[k] = column
    into.y[k] = row
    into.p[k] = at(p, k) > 0 ? 1 : 0
  }
  into.count = count
  return sensor
}

function sensorOf(array: NpyArray | undefined, file: ByteReader): Sensor | undefined {
  if (array === undefined) return undefined
  const [width = 0, height = 0, polarities = 0, ...rest] = Array.from(array.data)
  if (rest.length === 0 && [width, height, polarities].every((size) => isAddress(size - 1, ADDRESSES.width))) {
    return { width, height, polarities }
  }
  throw file.error(`has the sensor [${array.data.join(', ')}], expected width, height and polarities`, 0)
}

function columnsOf(arrays: Arrays, file: ByteReader): Record<'t' | 'x' | 'y' | 'p', NpyArray> {
  const all = Object.values(arrays)
  const [only] = all
  if (all.length === 1 && only!.shape.length === 2 && only!.shape[1] === 4) {
    const { data, shape, stride } = only!
    const column = (k: number): NpyArray => ({ data, shape: [shape[0]!], stride: [stride[0]!], offset: k * stride[1]! })
    return { t: column(0), x: column(1), y: column(2), p: column(3) }
  }
  const named = (kind: keyof typeof names): NpyArray | undefined => {
    const name = names[kind].find((known) => Object.hasOwn(arrays, known))
    return name === undefined ? undefined : arrays[name]
  }
  const [t, x] = [named('t'), named('x')]
  if (t === undefined || x === undefined || t.shape.length === 0) {
    const list = Object.entries(arrays).map(([name, { shape }]) => `${name}[${shape.join(', ')}]`)
    throw file.error(`has no events: ${list.join(', ')}`, 0, expected)
  }
  // Units in a row have no rows and no sign.
  const zeros = { data: new Uint8Array(1), shape: t.shape, stride: [0], offset: 0 }
  return { t, x, y: named('y') ?? zeros, p: named('p') ?? zeros }
}

const at = ({ data, stride, offset }: NpyArray, k: number): number => data[offset + k * stride[0]!]!

const isAddress = (value: number, size: number): boolean => Number.isInteger(value) && value >= 0 && value < size
