/** `81.2 %`, of a part. */
export const percent = (part: number): string => `${(100 * part).toFixed(1)} %`

/** Three digits that count: `0.171`, `5.80`, `73.2`, `412`. */
export function threeDigits(value: number): string {
  const size = Math.abs(value)
  return value.toFixed(size < 1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0)
}

/** `6,000` */
export const count = (value: number): string => Math.round(value).toLocaleString('en')
