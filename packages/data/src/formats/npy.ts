import { assertHostArray, hostArray, type HostArray } from '@snn/core'
import { byteReader, type ByteReader } from '../byte-reader.js'
import type { ByteInput } from '../gunzip.js'
import { MAGIC, readNpyHeader, type NpyField, type NpyHeader } from './npy-header.js'
import { npyTypeOf, type NumberArray } from './npy-types.js'

/** An array of a NumPy file; one that was saved in column order has its first stride smallest. @public */
export type NpyArray = HostArray<NumberArray>

/** @public */
export interface ReadNpyOptions {
  /** Name of the file, for errors. */
  readonly file?: string | undefined
  /** More bytes of numbers than this are refused; 2 GiB when absent. */
  readonly limit?: number | undefined
}

/**
 * The array of a .npy file, gzipped or not: booleans (as bytes), integers or floats. Those of 64 bits come as doubles, float16 as
 * float32. A FormatError with the offset when the file is damaged, truncated, too long, has a structured type, or an integer
 * that a double does not hold.
 * @public
 */
export async function readNpy(input: ByteInput, { file, limit }: ReadNpyOptions = {}): Promise<NpyArray> {
  const reader = byteReader(input, file)
  const fields = await readNpyFields(reader, limit)
  const array = fields['']
  if (array) return array
  throw reader.error(
    `has the fields ${Object.keys(fields).join(', ')}`,
    0,
    'Read it by readEvents, or save its fields one by one.',
  )
}

/** All of a NumPy file, field by field: one without a name where its elements are plain numbers. */
export async function readNpyFields(reader: ByteReader, limit = 2 ** 31): Promise<Record<string, NpyArray>> {
  const header = await readNpyHeader(reader)
  const { fields, elementBytes, count } = header
  const start = reader.offset
  if (count * elementBytes > limit) {
    throw reader.error(`announces ${count * elementBytes} bytes of numbers, more than the limit of ${limit}`)
  }
  const bytes = await reader.take(count * elementBytes)
  if ((await reader.peek(1)).length > 0) throw reader.error('goes on after its last number')
  return Object.fromEntries(
    fields.map((field) => {
      const data = field.type.make(count)
      readColumn(reader, bytes, start, header, field, data)
      return [field.name, arrayOf(data, header)]
    }),
  )
}

function arrayOf(data: NumberArray, { shape, columnsFirst }: NpyHeader): NpyArray {
  if (!columnsFirst) return hostArray(data, shape)
  const { stride } = hostArray(data, shape.toReversed())
  return { data, shape, stride: stride.toReversed(), offset: 0 }
}

/** Reads one field of all elements in `bytes`, which begin at byte `start` of the file, into the first numbers of `data`. */
function readColumn(
  reader: ByteReader,
  bytes: Uint8Array,
  start: number,
  { elementBytes }: NpyHeader,
  { type, little, at }: NpyField,
  data: NumberArray,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let k = 0, from = at; from < bytes.length; k++, from += elementBytes) {
    const value = type.read(view, from, little)
    if (type.wide && Number.isNaN(value)) {
      throw reader.error('has an integer that a double does not hold', start + from, 'Save it in fewer bits.')
    }
    data[k] = value
  }
}

/**
 * A .npy file of an array or of a strided view, in row order.
 * @throws ArgumentError or ShapeError when it is no sound view.
 * @public
 */
export function writeNpy(array: NumberArray | NpyArray): Uint8Array {
  const view = ArrayBuffer.isView(array) ? hostArray(array) : array
  assertHostArray(view, 'the array')
  const { data, shape } = view
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${npyTypeOf(data)}', 'fortran_order': False, 'shape': (${sizes}), }`
  // The data begin at a multiple of 64 bytes.
  const length = Math.ceil((MAGIC.length + 4 + text.length + 1) / 64) * 64
  const head = new TextEncoder().encode(`${text.padEnd(length - MAGIC.length - 5)}\n`)
  const numbers = packed(view)
  const bytes = new Uint8Array(length + numbers.byteLength)
  bytes.set([...MAGIC, 1, 0, head.length & 255, head.length >> 8])
  bytes.set(head, MAGIC.length + 4)
  bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), length)
  return bytes
}

/** The elements in row order. */
function packed({ data, shape, stride, offset }: NpyArray): NumberArray {
  const row = data.slice(
    0,
    shape.reduce((a, b) => a * b, 1),
  )
  const index = shape.map(() => 0)
  let at = offset
  for (let k = 0; k < row.length; k++) {
    row[k] = data[at]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += stride[axis]!
      if (++index[axis]! < shape[axis]!) break
      at -= stride[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
  return row
}
