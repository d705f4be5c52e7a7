/** Round values from 0 up to the first that is not below `high`: 1, 2 or 5 times a power of ten apart, three to six of them. */
export function roundScale(high: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(high / 4))
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((value) => high / value <= 5)!
  return Array.from({ length: Math.ceil(high / step - 1e-9) + 1 }, (_, k) => Number((k * step).toPrecision(6)))
}
