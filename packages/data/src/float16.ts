let values: Float64Array | undefined

/** The value of each of the 65,536 float16 numbers, by its bits; made once. */
export function float16Values(): Float64Array {
  values ??= Float64Array.from({ length: 65536 }, (_, bits) => valueOf(bits))
  return values
}

function valueOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
