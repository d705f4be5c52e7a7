/** Milliseconds to three digits that count: `0.171`, `5.80`, `73.2`, `412`. */
export function ms(value: number): string {
  const size = Math.abs(value)
  return value.toFixed(size < 1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0)
}

/** A ratio, which may be far from 1: `0.00171`, `0.580`, `73.2`, `412`. */
export const threeDigits = (value: number): string => (Math.abs(value) < 1 ? value.toPrecision(3) : ms(value))

/** `1.80 %, 1.00 %` */
export const percents = (parts: readonly number[]): string =>
  parts.map((part) => `${(100 * part).toFixed(2)} %`).join(', ')
