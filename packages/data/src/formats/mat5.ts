import type { ByteReader } from '../byte-reader.js'
import { decompressed, joined, pieces } from '../gunzip.js'
import { npyTypes } from './npy-types.js'
import type { NpyArray } from './npy.js'

/** Kinds of elements. */
const MATRIX = 14
const COMPRESSED = 15

/** Kinds of numbers, by the names that NumPy has for them. */
const numbers: Readonly<Record<number, string>> = {
  1: 'i1',
  2: 'u1',
  3: 'i2',
  4: 'u2',
  5: 'i4',
  6: 'u4',
  7: 'f4',
  9: 'f8',
}

/** A matrix of real numbers with its name. */
export interface Variable {
  readonly name: string
  readonly array: NpyArray
}

interface Element {
  readonly kind: number
  readonly bytes: Uint8Array
}

/** Makes an error of what is wrong with the variable at hand. */
type Broken = (what: string, cause?: unknown) => Error

/**
 * The real matrices of a MAT-file of version 5 (little endian), one after the other, in column order; variables of other kinds
 * are passed over. Source: MathWorks, MAT-File Format, level 5.
 */
export async function* readMat5(file: ByteReader): AsyncGenerator<Variable> {
  const header = await file.take(128)
  if (header[126] !== 0x49 || header[127] !== 0x4d) throw file.error('is not little endian', 126, 'Save it anew.')
  while ((await file.peek(1)).length > 0) {
    const start = file.offset
    const broken: Broken = (what, cause) => file.error(what, start, undefined, cause)
    const tag = await file.take(8)
    const view = new DataView(tag.buffer, tag.byteOffset)
    const bytes = await file.take(view.getUint32(4, true))
    const outer =
      view.getUint32(0, true) === COMPRESSED
        ? elements(await inflated(bytes, broken), broken)
        : [{ kind: view.getUint32(0, true), bytes }]
    for (const { kind, bytes: matrix } of outer) {
      const variable = kind === MATRIX ? variableOf(elements(matrix, broken), broken) : undefined
      if (variable) yield variable
    }
  }
}

async function inflated(bytes: Uint8Array, broken: Broken): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  const source = decompressed(pieces(bytes), 'deflate', (_, cause) =>
    broken('has a variable that cannot be unpacked', cause),
  )
  for await (const part of source) parts.push(part)
  return joined(parts)
}

/** What lies one after the other in some bytes: a kind and a length of 32 bits, then the content up to a multiple of 8 bytes. */
function elements(bytes: Uint8Array, broken: Broken): Element[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const found: Element[] = []
  for (let at = 0; at < bytes.length;) {
    if (at + 8 > bytes.length) throw broken('has a variable that ends too early')
    const word = view.getUint32(at, true)
    // Up to 4 bytes of content lie in the tag itself, whose upper half is then the length.
    const small = word >>> 16
    const length = small || view.getUint32(at + 4, true)
    const start = at + (small ? 4 : 8)
    if (start + length > bytes.length || small > 4) throw broken('has a variable that ends too early')
    found.push({ kind: word & 0xffff, bytes: bytes.subarray(start, start + length) })
    at = small ? at + 8 : start + 8 * Math.ceil(length / 8)
  }
  return found
}

/** A variable of its flags, sizes, name and real numbers; undefined where it is no matrix of real numbers. */
function variableOf([flags, sizes, name, real, imaginary]: readonly Element[], broken: Broken): Variable | undefined {
  if (!flags || !sizes || !name || flags.bytes.length < 8) throw broken('has a variable without a name')
  const type = real && npyTypes[numbers[real.kind] ?? '']
  if (!type || imaginary) return undefined
  const view = new DataView(real.bytes.buffer, real.bytes.byteOffset, real.bytes.length)
  const data = type.make(Math.floor(real.bytes.length / type.bytes))
  for (let k = 0; k < data.length; k++) data[k] = type.read(view, k * type.bytes, true)
  const shape = Array.from(new Uint32Array(sizes.bytes.slice(0, 4 * Math.floor(sizes.bytes.length / 4)).buffer))
  const stride: number[] = []
  let size = 1
  for (const axis of shape) {
    stride.push(size)
    size *= axis
  }
  if (size !== data.length) throw broken(`has a variable of shape [${shape.join(', ')}] with ${data.length} numbers`)
  return { name: new TextDecoder().decode(name.bytes), array: { data, shape, stride, offset: 0 } }
}
