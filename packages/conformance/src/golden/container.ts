import { FormatError } from '@snn/core'
import { array, sizeOf } from '../reference/array.js'
import type { Array64 } from '../reference/array.js'
import { fieldsOf, stringField, wholeField, wholesField, wrong } from './fields.js'

/** The arrays of a golden case: each is `{dtype, shape, offset}` in the JSON and raw little-endian numbers in the .bin. */
export interface Container {
  /** A float64 array, of the given shape where one is given. */
  float64(reference: unknown, where: string, shape?: readonly number[]): Array64
  /** An int32 array, of the given shape where one is given. */
  int32(reference: unknown, where: string, shape?: readonly number[]): { data: Int32Array; shape: readonly number[] }
}

/** Reads the arrays in `bytes`; a `FormatError` names the array that is not inside it or not of the expected kind. */
export function openContainer(bytes: Uint8Array, file: string): Container {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

  function locate(
    value: unknown,
    where: string,
    dtype: string,
    itemBytes: number,
    expected: readonly number[] | undefined,
  ): { shape: number[]; offset: number; size: number } {
    const fields = fieldsOf(value, where)
    if (stringField(fields, 'dtype', where) !== dtype) throw wrong(`${where}.dtype`, dtype, fields['dtype'])
    const shape = wholesField(fields, 'shape', where, 0)
    const offset = wholeField(fields, 'offset', where, 0)
    const fits = !expected || (shape.length === expected.length && shape.every((n, axis) => n === expected[axis]))
    if (!fits) throw wrong(`${where}.shape`, `[${expected.join(', ')}]`, shape)
    const size = sizeOf(shape)
    if (offset + size * itemBytes > bytes.byteLength) {
      throw new FormatError({
        what: `${where} ends at byte ${offset + size * itemBytes} of ${file}, which has ${bytes.byteLength}`,
        where,
        file,
        offset,
        fix: 'Copy the file again; it is cut short.',
      })
    }
    return { shape, offset, size }
  }

  return {
    float64(reference, where, expected) {
      const { shape, offset, size } = locate(reference, where, 'float64', 8, expected)
      const values = Array.from({ length: size }, (_, n) => view.getFloat64(offset + 8 * n, true))
      const bad = values.findIndex((value) => !Number.isFinite(value))
      if (bad >= 0) throw wrong(`${where}, value ${bad}`, 'a finite number', String(values[bad]))
      return array(shape, values)
    },
    int32(reference, where, expected) {
      const { shape, offset, size } = locate(reference, where, 'int32', 4, expected)
      return { shape, data: Int32Array.from({ length: size }, (_, n) => view.getInt32(offset + 4 * n, true)) }
    },
  }
}
