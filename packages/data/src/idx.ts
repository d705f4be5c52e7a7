import { FormatError } from '@snn/core'
import { inflated, joined, type ByteInput } from './gunzip.js'

/** The numbers of an IDX file. @public */
export type IdxArray = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array

/** What an IDX file holds: numbers in C order. @public */
export interface Idx {
  readonly data: IdxArray
  readonly shape: readonly number[]
}

const types = {
  0x08: { name: 'uint8', bytes: 1, make: (b: ArrayBuffer) => new Uint8Array(b) },
  0x09: { name: 'int8', bytes: 1, make: (b: ArrayBuffer) => new Int8Array(b) },
  0x0b: { name: 'int16', bytes: 2, make: (b: ArrayBuffer) => new Int16Array(b) },
  0x0c: { name: 'int32', bytes: 4, make: (b: ArrayBuffer) => new Int32Array(b) },
  0x0d: { name: 'float32', bytes: 4, make: (b: ArrayBuffer) => new Float32Array(b) },
  0x0e: { name: 'float64', bytes: 8, make: (b: ArrayBuffer) => new Float64Array(b) },
} as const

/** @public */
export interface ReadIdxOptions {
  /** Name of the file, for errors. */
  readonly file?: string
  /** More bytes of numbers than this are refused before they are read; 2 GiB when absent. */
  readonly limit?: number
}

/**
 * Reads an IDX file (the format of MNIST), gzipped or not. Memory is bounded by what its header announces and by
 * `limit`. A FormatError with the offset (in decompressed bytes) when it is truncated, too long, damaged or not IDX.
 * @public
 */
export async function readIdx(input: ByteInput, { file, limit = 2 ** 31 }: ReadIdxOptions = {}): Promise<Idx> {
  const label = file ?? 'the IDX file'
  const fail = (what: string, offset: number): never => {
    throw new FormatError({ what: `${label} ${what} (byte ${offset})`, file, offset, fix: 'Get the file again.' })
  }
  let head = new Uint8Array(0)
  let header: Header | undefined
  let bytes = new Uint8Array(0)
  let filled = 0
  for await (const part of inflated(input, file)) {
    let body = part
    if (header === undefined) {
      head = joined([head, part])
      header = parseHeader(head, fail)
      if (header === undefined) continue
      if (header.bytes > limit) fail(`announces ${header.bytes} bytes of numbers, more than the limit of ${limit}`, 4)
      body = head.subarray(header.length)
      bytes = new Uint8Array(Math.min(header.bytes, 1 << 20))
    }
    if (filled + body.length > header.bytes) fail('goes on after its last number', header.length + header.bytes)
    if (filled + body.length > bytes.length) {
      const grown = new Uint8Array(Math.min(header.bytes, Math.max(2 * bytes.length, filled + body.length)))
      grown.set(bytes.subarray(0, filled))
      bytes = grown
    }
    bytes.set(body, filled)
    filled += body.length
  }
  if (header === undefined) return fail('ends within its header', head.length)
  if (filled < header.bytes) {
    fail(`ends after ${filled} of ${header.bytes} bytes of numbers`, header.length + filled)
  }
  const type = types[header.type]
  if (type.bytes > 1) swapBytes(bytes, type.bytes)
  return { data: type.make(bytes.buffer), shape: header.shape }
}

interface Header {
  readonly type: keyof typeof types
  readonly shape: readonly number[]
  /** Of the header itself. */
  readonly length: number
  /** Of the numbers. */
  readonly bytes: number
}

function parseHeader(head: Uint8Array, fail: (what: string, offset: number) => never): Header | undefined {
  if (head.length < 4) return undefined
  const type = head[2]!
  if (head[0] !== 0 || head[1] !== 0 || !(type in types)) fail('does not begin like an IDX file', 0)
  const axes = head[3]!
  if (axes < 1 || axes > 8) fail(`announces ${axes} axes, expected 1 to 8`, 3)
  const length = 4 + 4 * axes
  if (head.length < length) return undefined
  const view = new DataView(head.buffer, head.byteOffset, length)
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis))
  const known = type as keyof typeof types
  return { type: known, shape, length, bytes: shape.reduce((a, b) => a * b, types[known].bytes) }
}

/** IDX is big endian; typed arrays of the platforms that we run on are little endian. */
function swapBytes(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse()
}
