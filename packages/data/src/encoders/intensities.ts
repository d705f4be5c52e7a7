/** Values of a sample: bytes, which stand for byte/255, or floats. */
export type Values = Uint8Array | Float32Array

/** What a value is divided by to get from 0 to 1. */
export function fullScale(values: Values): number {
  return values instanceof Uint8Array ? 255 : 1
}
