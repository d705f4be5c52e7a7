import type { ByteSource } from '../byte-source.js'
import { newEvents, type Events, type Sensor } from '../events.js'
import { float16Values } from '../float16.js'
import { datasetAt, type Hdf5Dataset } from './hdf5/dataset.js'
import { typeName } from './hdf5/datatype.js'
import { sequenceReader } from './hdf5/global-heap.js'
import { find } from './hdf5/group.js'
import { hdf5Bytes, textAt, type Hdf5Bytes } from './hdf5/hdf5-bytes.js'
import { sizeOf } from './hdf5/object-header.js'
import { rootGroup } from './hdf5/superblock.js'

/** An open HDF5 file of SHD's schema: `/spikes/times` (seconds), `/spikes/units`, `/labels`, `/extra/keys`. */
export interface SpikeFile {
  readonly length: number
  readonly labels: Uint16Array
  /** Class names, where the file has them. */
  readonly keys: readonly string[]
  /** Samples `from` to `to - 1`. Reads those alone, so memory does not depend on the size of the file. */
  read(from: number, to: number): Events[]
}

/** Bytes of one time, and of one unit, that are read. */
const sizes = { times: [2, 4, 8], units: [2] }

/**
 * The samples of a file of SHD's schema, from a source that does not wait. Opening reads the file's description, labels and keys.
 * A FormatError with the byte when it is no HDF5 file, damaged, or of another schema.
 */
export function spikeFile(source: ByteSource, sensor: Sensor): SpikeFile {
  const file = hdf5Bytes(source)
  const root = rootGroup(file)
  const times = sequences(file, root, 'times')
  const units = sequences(file, root, 'units')
  const labels = integers(file, required(file, root, 'labels'))
  const length = labels.length
  if (times.length !== length || units.length !== length) {
    throw file.error(`has ${length} labels, but ${times.length} trains of times and ${units.length} of units`, root)
  }
  return { length, labels, keys: texts(file, root), read }

  function read(from: number, to: number): Events[] {
    const t = times.read(from, to)
    const x = units.read(from, to)
    return t.map((train, k) => decode(train, x[k]!, from + k))
  }

  function decode(timeBytes: Uint8Array<ArrayBuffer>, unitBytes: Uint8Array<ArrayBuffer>, sample: number): Events {
    const seconds = secondsOf(timeBytes, times.itemBytes)
    const of = new Uint16Array(unitBytes.buffer, unitBytes.byteOffset, unitBytes.length / 2)
    if (of.length !== seconds.length) {
      throw file.error(`has ${seconds.length} times but ${of.length} units in sample ${sample}`, times.at)
    }
    const events = newEvents(sensor, of.length)
    events.x.set(of)
    for (let k = 0; k < of.length; k++) {
      const micros = seconds[k]! * 1e6
      if (of[k]! >= sensor.width || !(micros >= 0 && micros < Infinity)) {
        throw file.error(
          `has unit ${of[k]} at ${micros} µs in event ${k} of sample ${sample}; units are 0 to ${sensor.width - 1}`,
          times.at,
        )
      }
      events.t[k] = micros
    }
    return events
  }
}

/** Numbers of 2, 4 or 8 bytes as seconds. */
function secondsOf(bytes: Uint8Array<ArrayBuffer>, itemBytes: number): Float32Array | Float64Array {
  if (itemBytes === 4) return new Float32Array(bytes.buffer)
  if (itemBytes === 8) return new Float64Array(bytes.buffer)
  const values = float16Values()
  const halves = new Uint16Array(bytes.buffer)
  const seconds = new Float64Array(halves.length)
  for (let k = 0; k < halves.length; k++) seconds[k] = values[halves[k]!]!
  return seconds
}

/** The trains of all samples. */
interface Sequences {
  readonly length: number
  /** Bytes of one number. */
  readonly itemBytes: number
  /** Where they are described. */
  readonly at: number
  /** Copies of the bytes of some. */
  read(from: number, to: number): Uint8Array<ArrayBuffer>[]
}

function sequences(file: Hdf5Bytes, root: number, name: 'times' | 'units'): Sequences {
  const set = required(file, root, `spikes/${name}`)
  const { length, type, at } = set
  const kind = name === 'times' ? 'float' : 'integer'
  const { of } = type
  if (type.kind !== 'sequence' || of?.kind !== kind || !sizes[name].includes(of.bytes) || !of.littleEndian) {
    const right = `sequences of ${kind} of ${sizes[name].join(', ')} bytes`
    throw file.error(`has ${typeName(type)} in /spikes/${name}, expected ${right}`, at)
  }
  const sequence = sequenceReader(file)
  const { bytes } = of
  return {
    length,
    itemBytes: bytes,
    at,
    read(from, to): Uint8Array<ArrayBuffer>[] {
      const elements = set.read(from, to)
      return Array.from({ length: to - from }, (_, k) => sequence(elements, k * type.bytes, bytes))
    },
  }
}

function required(file: Hdf5Bytes, root: number, path: string): Hdf5Dataset {
  const address = find(file, root, path)
  if (address === undefined) throw file.error(`has no data set /${path}, which SHD's schema has`, root)
  return datasetAt(file, address)
}

/** Labels, which are whole numbers of any size. */
function integers(file: Hdf5Bytes, { length, type, at, read }: Hdf5Dataset): Uint16Array {
  const { kind, bytes, signed, littleEndian } = type
  if (kind !== 'integer' || !littleEndian || ![1, 2, 4, 8].includes(bytes)) {
    throw file.error(`has ${typeName(type)} as /labels, expected integers`, at)
  }
  const view = read(0, length)
  return Uint16Array.from({ length }, (_, k) => {
    const bits = sizeOf(view, k * bytes, bytes)
    const label = signed && bits >= 2 ** (8 * bytes - 1) ? bits - 2 ** (8 * bytes) : bits
    if (label < 0 || label > 0xffff) throw file.error(`has a label of ${label}, expected 0 to 65535`, at)
    return label
  })
}

/** Class names, as texts of one length or as sequences. */
function texts(file: Hdf5Bytes, root: number): string[] {
  const address = find(file, root, 'extra/keys')
  if (address === undefined) return []
  const { length, type, at, read } = datasetAt(file, address)
  const { kind, bytes } = type
  if (kind !== 'text' && kind !== 'sequence of text') {
    throw file.error(`has ${typeName(type)} as /extra/keys, expected texts`, at)
  }
  const view = read(0, length)
  const sequence = sequenceReader(file)
  return Array.from({ length }, (_, k) =>
    kind === 'text' ? textAt(view, k * bytes, bytes) : new TextDecoder().decode(sequence(view, k * bytes, 1)),
  )
}
