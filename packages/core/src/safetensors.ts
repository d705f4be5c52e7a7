import { ArgumentError, FormatError } from './errors.js'
import { dtypeOf, hostArray, sizeOf, toContiguous, type HostArray } from './host-array.js'

/** Element types that are read and written, with the bytes of an element. */
const kinds = { F32: Float32Array, I32: Int32Array } as const

/** The largest header that is believed, in bytes. */
const LARGEST_HEADER = 100 * 1024 * 1024

/** What a safetensors file holds. @public */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, HostArray<Float32Array | Int32Array>>>
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * A safetensors file: eight bytes with the length of the header, the header as JSON, the data, little endian.
 * @param tensors float32 or int32 host arrays, any strides.
 * @param metadata strings kept in the header under `__metadata__`.
 * @throws ArgumentError for a tensor named `__metadata__`; ArgumentError, ShapeError or DtypeError for an unsound array.
 * @public
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, HostArray<Float32Array | Int32Array>>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : []
  const parts: Uint8Array[] = []
  let end = 0
  for (const [name, tensor] of Object.entries(tensors)) {
    if (name === '__metadata__')
      throw new ArgumentError({ what: 'a tensor cannot be named __metadata__', where: name, fix: 'Rename it.' })
    const data: Float32Array | Int32Array = toContiguous(tensor as HostArray<Float32Array>, name)
    const dtype = dtypeOf(data) === 'int32' ? 'I32' : 'F32'
    header.push([name, { dtype, shape: tensor.shape, data_offsets: [end, end + data.byteLength] }])
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    end += data.byteLength
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)))
  const padded = Math.ceil(text.length / 8) * 8
  const bytes = new Uint8Array(8 + padded + end).fill(0x20, 8, 8 + padded)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true)
  bytes.set(text, 8)
  let at = 8 + padded
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/**
 * Reads a safetensors file. Every size is checked before it is used; the arrays are copies.
 * @throws FormatError, with the byte offset, when the bytes do not follow the format or hold other types than F32 and I32.
 * @public
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  if (bytes.length < 8)
    throw broken(`the file has ${bytes.length} bytes; its header length alone takes 8`, bytes.length)
  const declared = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (declared > BigInt(Math.min(LARGEST_HEADER, bytes.length - 8)))
    throw broken(`a header of ${declared} bytes is announced; the file has ${bytes.length}`, 0)
  const length = Number(declared)
  const header = parseHeader(bytes.subarray(8, 8 + length))
  const tensors: Record<string, HostArray<Float32Array | Int32Array>> = {}
  let metadata: Record<string, string> = {}
  const covered: (readonly [number, number])[] = []
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') metadata = parseMetadata(entry)
    else {
      const { dtype, shape, begin, end } = parseEntry(name, entry)
      if (end > bytes.length - 8 - length)
        throw broken(
          `${name} ends at byte ${end} of the data, which have ${bytes.length - 8 - length}`,
          8 + length + begin,
        )
      const data = bytes.slice(8 + length + begin, 8 + length + end)
      covered.push([begin, end])
      Object.defineProperty(tensors, name, { value: hostArray(new kinds[dtype](data.buffer), shape), enumerable: true })
    }
  }
  checkCoverage(covered, bytes.length - 8 - length, 8 + length)
  return { tensors, metadata }
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (isRecord(header)) return header
  } catch (cause) {
    throw broken('the header is no JSON', 8, cause)
  }
  throw broken('the header is no JSON object', 8)
}

function parseMetadata(entry: unknown): Record<string, string> {
  if (!isRecord(entry) || !Object.values(entry).every((value) => typeof value === 'string'))
    throw broken('__metadata__ must hold strings', 8)
  return entry as Record<string, string>
}

function parseEntry(
  name: string,
  entry: unknown,
): { dtype: keyof typeof kinds; shape: readonly number[]; begin: number; end: number } {
  if (!isRecord(entry)) throw broken(`${name} is no description of a tensor`, 8)
  const { dtype, shape, data_offsets: offsets } = entry
  if (dtype !== 'F32' && dtype !== 'I32') throw broken(`${name} has the type ${String(dtype)}; F32 and I32 are read`, 8)
  if (!isWholes(shape) || !isWholes(offsets) || offsets.length !== 2)
    throw broken(`${name} has no sound shape and data_offsets`, 8)
  const [begin, end] = offsets as [number, number]
  let size: number
  try {
    size = sizeOf(shape)
  } catch (cause) {
    throw broken(`${name} has no sound shape`, 8, cause)
  }
  if (end - begin !== 4 * size)
    throw broken(`${name} [${shape.join(', ')}] takes ${4 * size} bytes; its data_offsets give ${end - begin}`, 8)
  return { dtype, shape, begin, end }
}

/** The format wants the data covered without holes or overlaps. */
function checkCoverage(covered: (readonly [number, number])[], size: number, at: number): void {
  let end = 0
  for (const [from, to] of covered.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (from !== end) throw broken(`the tensors leave a hole, or overlap, at byte ${end} of the data`, at + end)
    end = to
  }
  if (end !== size) throw broken(`the tensors cover ${end} of ${size} bytes of data`, at + end)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWholes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((x) => Number.isSafeInteger(x) && x >= 0)
}

function broken(what: string, offset: number, cause?: unknown): FormatError {
  return new FormatError({
    what: `not a sound safetensors file: ${what}`,
    offset,
    fix: 'Take another copy of the file, or save it again.',
    cause,
  })
}
