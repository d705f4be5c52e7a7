import { float16Values } from '../float16.js'

/** What the numbers of a NumPy file are read into. @public */
export type NumberArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array

/** One element type of NumPy files. */
export interface NpyType {
  readonly bytes: number
  /** Of integers of 64 bits, which a double may not hold: those that it does not are read as NaN. */
  readonly wide?: boolean
  make(length: number): NumberArray
  read(view: DataView, at: number, little: boolean): number
}

/** By kind and bytes, as in `<f8`. Integers of 64 bits become doubles, booleans bytes. */
export const npyTypes: Readonly<Record<string, NpyType>> = {
  b1: { bytes: 1, make: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, make: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, make: (n) => new Int8Array(n), read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, make: (n) => new Uint16Array(n), read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, make: (n) => new Int16Array(n), read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, make: (n) => new Uint32Array(n), read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, make: (n) => new Int32Array(n), read: (view, at, little) => view.getInt32(at, little) },
  u8: wide(false),
  i8: wide(true),
  f2: {
    bytes: 2,
    make: (n) => new Float32Array(n),
    read: (view, at, little) => float16Values()[view.getUint16(at, little)]!,
  },
  f4: { bytes: 4, make: (n) => new Float32Array(n), read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, make: (n) => new Float64Array(n), read: (view, at, little) => view.getFloat64(at, little) },
}

function wide(signed: boolean): NpyType {
  return {
    bytes: 8,
    wide: true,
    make: (n) => new Float64Array(n),
    read: (view, at, little) => {
      const low = view.getUint32(little ? at : at + 4, little)
      const top = little ? at + 4 : at
      const value = (signed ? view.getInt32(top, little) : view.getUint32(top, little)) * 2 ** 32 + low
      return Number.isSafeInteger(value) ? value : NaN
    },
  }
}

/** How the elements of an array are named in a file, on the little-endian platforms that we run on. */
export function npyTypeOf(data: NumberArray): string {
  const tag = Object.prototype.toString.call(data).slice(8, 9)
  return `${data.BYTES_PER_ELEMENT === 1 ? '|' : '<'}${tag.toLowerCase()}${data.BYTES_PER_ELEMENT}`
}
