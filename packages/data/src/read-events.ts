import { DataError, FormatError } from '@snn/core'
import { byteReader, type ByteReader } from './byte-reader.js'
import { oneOf, wholeNumber } from './checks.js'
import { eventBuffer } from './event-buffer.js'
import { sortByTime, type Events, type Sensor } from './events.js'
import {
  ADDRESSES,
  type EventFormat,
  type EventFormatName,
  type Evt3Clock,
  type ReadRules,
} from './formats/event-format.js'
import { formatOf, formats, HEAD } from './formats/formats.js'
import type { ByteInput } from './gunzip.js'

/** Events of a file. @public */
export interface Recording extends Events {
  readonly format: EventFormatName
}

/** @public */
export interface ReadEventsOptions {
  /** Name of the file, for errors and for formats that only the name tells (.bin, .bs2). A File brings its own. */
  readonly file?: string | undefined
  /** Which format it is; told by the content, or else the name, when absent. */
  readonly format?: EventFormatName | undefined
  /** What addresses range over, where the file does not say; the smallest usual sensor that holds the events when absent. */
  readonly sensor?: Sensor | undefined
  /** How EVT3 files tell the time; `counted` when absent. */
  readonly evt3Clock?: Evt3Clock | undefined
}

/**
 * All events of a recording, gzipped or not, from memory, a File or Blob, or a stream; the README lists the formats. Times are
 * microseconds as recorded, in ascending order.
 * @throws FormatError with the byte offset when the file is of no known format, damaged, truncated, or has an event outside the
 * sensor; ArgumentError for a bad option; DataError for signed events of a sensor of one polarity.
 * @public
 */
export async function readEvents(input: ByteInput, options: ReadEventsOptions = {}): Promise<Recording> {
  const { reader, format, rules } = await open(input, options)
  const into = eventBuffer(Math.ceil(lengthOf(input) / format.eventBytes))
  let named: Sensor | undefined
  try {
    for await (named of format.read(reader, into, rules));
  } finally {
    await reader.close()
  }
  const events = into.take(rules.bounds)
  const sensor = named ?? options.sensor ?? smallest(format.sensors, events)
  return { ...sortByTime(events), sensor: holding(sensor, events, reader), format: format.name }
}

/**
 * The events of a recording piece by piece, in the order of the file, so that memory does not grow with it (NumPy and MAT-files
 * are read whole). Where neither the file nor the options name a sensor, it is the largest usual one. Errors as of {@link
 * readEvents}.
 * @public
 */
export async function* streamEvents(input: ByteInput, options: ReadEventsOptions = {}): AsyncGenerator<Recording> {
  const { reader, format, rules } = await open(input, options)
  const into = eventBuffer()
  try {
    for await (const named of format.read(reader, into, rules)) {
      if (into.count === 0) continue
      const events = into.take(rules.bounds)
      yield { ...events, sensor: holding(named ?? rules.bounds, events, reader), format: format.name }
    }
  } finally {
    await reader.close()
  }
}

interface Opened {
  readonly reader: ByteReader
  readonly format: EventFormat
  readonly rules: ReadRules
}

async function open(input: ByteInput, options: ReadEventsOptions): Promise<Opened> {
  const { sensor } = options
  for (const side of ['width', 'height', 'polarities'] as const) {
    if (sensor) wholeNumber(`sensor.${side}`, sensor[side], 1)
  }
  const evt3Clock = oneOf('evt3Clock', options.evt3Clock ?? 'counted', ['counted', 'stated'])
  const { name } = input as { readonly name?: unknown }
  const file = options.file ?? (typeof name === 'string' ? name : undefined)
  const wanted =
    options.format &&
    oneOf(
      'format',
      options.format,
      formats.map((format) => format.name),
    )
  const reader = byteReader(input, file)
  const format = wanted ? formats.find((known) => known.name === wanted) : formatOf(await reader.peek(HEAD), file)
  if (format) return { reader, format, rules: { evt3Clock, bounds: sensor ?? format.sensors.at(-1) ?? ADDRESSES } }
  await reader.close()
  const list = formats.map(({ title, extensions }) => `${title} (${extensions.join(', ')})`)
  throw new FormatError({
    what: `${reader.label} is a recording of no known format (byte 0)`,
    file,
    offset: 0,
    context: `Known are ${list.join('; ')}.`,
    fix: 'Files of 5 bytes an event have no mark: give their name, or the option `format`. HDF5 of SHD is read from its folder, by `shd` of @snn/data/node or `snn data draw shd DIR`.',
  })
}

/** Bytes of an input, 0 where nobody knows before its end. */
function lengthOf(input: ByteInput): number {
  if (input instanceof Uint8Array || input instanceof ArrayBuffer) return input.byteLength
  return input instanceof Blob ? input.size : 0
}

/** The first sensor that holds all events, or what just holds them. */
function smallest(sensors: readonly Sensor[], { x, y, p }: Events): Sensor {
  let [width, height] = [1, 1]
  for (let k = 0; k < x.length; k++) {
    if (x[k]! >= width) width = x[k]! + 1
    if (y[k]! >= height) height = y[k]! + 1
  }
  const usual = sensors.find((known) => known.width >= width && known.height >= height)
  return usual ?? { width, height, polarities: p.includes(1) ? 2 : 1 }
}

/** A sensor that has a polarity for each event. */
function holding(sensor: Sensor, { p }: Events, { label }: ByteReader): Sensor {
  if (sensor.polarities > 1 || !p.includes(1)) return sensor
  throw new DataError({
    what: `${label} has events of polarity 1, but its sensor has ${sensor.polarities} polarity`,
    where: 'sensor.polarities',
    fix: 'Name a sensor of 2 polarities.',
  })
}
