import { open } from 'node:fs/promises'
import { FormatError } from '@snn/core'
import type { Dataset, File as Hdf5File } from 'h5wasm/node'
import { newEvents, type Events, type Sensor } from '../events.js'
import { float16Values } from '../float16.js'

/** An open HDF5 file of SHD's schema: `/spikes/times` (seconds), `/spikes/units`, `/labels`, `/extra/keys`. */
export interface SpikeFile {
  readonly length: number
  readonly labels: Uint16Array
  /** Class names, where the file has them. */
  readonly keys: readonly string[]
  /** Samples `from` to `to - 1`. Reads those alone, so memory does not depend on the size of the file. */
  read(from: number, to: number): Events[]
  close(): void
}

/** What we use of the compiled library. */
interface Hdf5Module {
  readonly HEAPU8: Uint8Array
  /** Errors are thrown from then on, instead of printed. */
  activate_throwing_error_handler(): void
  ['_malloc'](bytes: number): number
  ['_free'](pointer: number): void
  get_dataset_data(
    file: bigint,
    path: string,
    count: bigint[] | null,
    offset: bigint[] | null,
    strides: bigint[] | null,
    pointer: bigint,
  ): number
  reclaim_vlen_memory_count(file: bigint, path: string, attribute: string, pointer: bigint, count: bigint[]): void
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

/** Opens a file of SHD's schema. A FormatError when it is no HDF5 file, damaged, or of another schema. */
export async function openSpikeFile(path: string, sensor: Sensor): Promise<SpikeFile> {
  await checkSignature(path)
  const hdf5 = await import('h5wasm/node')
  const library = (await hdf5.ready) as unknown as Hdf5Module
  library.activate_throwing_error_handler()
  const file = explained(path, () => new hdf5.File(path, 'r'))
  try {
    return explained(path, () => spikeFileOf(library, file, path, sensor))
  } catch (error) {
    file.close()
    throw error
  }
}

function spikeFileOf(library: Hdf5Module, file: Hdf5File, path: string, sensor: Sensor): SpikeFile {
  const times = variableLength(file, path, 'spikes/times')
  const units = variableLength(file, path, 'spikes/units')
  const labels = Uint16Array.from(dataset(file, path, 'labels').value as ArrayLike<number>, Number)
  const length = labels.length
  if (times.set.shape?.[0] !== length || units.set.shape?.[0] !== length) {
    throw new FormatError({
      what: `${path} has ${length} labels, but ${times.set.shape?.[0]} trains of times and ${units.set.shape?.[0]} of units`,
      file: path,
    })
  }
  const keys = file.get('extra/keys') as Dataset | null

  return {
    length,
    labels,
    keys: keys === null ? [] : (keys.value as unknown as string[]).map(String),
    read(from, to): Events[] {
      return explained(path, () => {
        const t = readTrains(library, times, from, to)
        const x = readTrains(library, units, from, to)
        return t.map((bytes, k) => decode(bytes, x[k]!, from + k))
      })
    },
    close: () => file.close(),
  }

  function decode(timeBytes: Uint8Array, unitBytes: Uint8Array, sample: number): Events {
    const count = timeBytes.length / times.bytes
    if (unitBytes.length / units.bytes !== count) {
      throw new FormatError({
        what: `sample ${sample} of ${path} has ${count} times but ${unitBytes.length / units.bytes} units`,
        file: path,
      })
    }
    const events = newEvents(sensor, count)
    if (times.bytes === 2) {
      const values = float16Values()
      const halves = new Uint16Array(timeBytes.buffer)
      for (let k = 0; k < count; k++) events.t[k] = values[halves[k]!]! * 1e6
    } else {
      const seconds = times.bytes === 4 ? new Float32Array(timeBytes.buffer) : new Float64Array(timeBytes.buffer)
      for (let k = 0; k < count; k++) events.t[k] = seconds[k]! * 1e6
    }
    events.x.set(new Uint16Array(unitBytes.buffer))
    for (let k = 0; k < count; k++) {
      if (events.x[k]! >= sensor.width || !(events.t[k]! >= 0 && events.t[k]! < Infinity)) {
        throw new FormatError({
          what: `event ${k} of sample ${sample} of ${path} has unit ${events.x[k]} at ${events.t[k]} µs; units are 0 to ${sensor.width - 1}`,
          file: path,
        })
      }
    }
    return events
  }
}

async function checkSignature(path: string): Promise<void> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(8), 0, 8, 0)
    if (bytesRead === 8 && SIGNATURE.every((byte, k) => buffer[k] === byte)) return
  } finally {
    await file.close()
  }
  throw new FormatError({
    what: `${path} does not begin like an HDF5 file`,
    file: path,
    offset: 0,
    fix: 'Get the file again.',
  })
}

interface Trains {
  readonly set: Dataset
  readonly file: bigint
  readonly path: string
  /** Of one number. */
  readonly bytes: number
}

function variableLength(file: Hdf5File, path: string, name: string): Trains {
  const set = dataset(file, path, name)
  const { vlen_type: inner } = set.metadata as unknown as { vlen_type?: { size: number; littleEndian: boolean } }
  const sizes = name === 'spikes/times' ? [2, 4, 8] : [2]
  if (inner === undefined || !sizes.includes(inner.size) || !inner.littleEndian) {
    throw new FormatError({
      what: `/${name} of ${path} is ${JSON.stringify(set.dtype)}, expected trains of ${sizes.join(' or ')}-byte numbers`,
      file: path,
    })
  }
  return { set, file: set.file_id, path: set.path, bytes: inner.size }
}

function dataset(file: Hdf5File, path: string, name: string): Dataset {
  const found = file.get(name)
  if (found !== null && 'shape' in found) return found as Dataset
  throw new FormatError({ what: `${path} has no data set /${name}, which SHD's schema has`, file: path })
}

/** Copies of the bytes of trains `from` to `to - 1`; what HDF5 allocated for them is given back. */
function readTrains(library: Hdf5Module, { file, path, bytes }: Trains, from: number, to: number): Uint8Array[] {
  const count = to - from
  const pointer = library['_malloc'](8 * count)
  try {
    library.HEAPU8.fill(0, pointer, pointer + 8 * count)
    library.get_dataset_data(file, path, [BigInt(count)], [BigInt(from)], [1n], BigInt(pointer))
    const heap = library.HEAPU8
    const view = new DataView(heap.buffer)
    return Array.from({ length: count }, (_, k) => {
      const length = view.getUint32(pointer + 8 * k, true) * bytes
      const start = view.getUint32(pointer + 8 * k + 4, true)
      return heap.slice(start, start + length)
    })
  } finally {
    library.reclaim_vlen_memory_count(file, path, '', BigInt(pointer), [BigInt(count)])
    library['_free'](pointer)
  }
}

function explained<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof FormatError) throw cause
    throw new FormatError({
      what: `${path} cannot be read as HDF5; it is damaged or ends too early`,
      context: cause instanceof Error ? cause.message.split('\n')[0] : String(cause),
      file: path,
      offset: 0,
      fix: 'Get the file again.',
      cause,
    })
  }
}
