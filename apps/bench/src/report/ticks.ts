/** Round numbers from `low` to `high`, seldom more than `most`: 1, 2 and 5 times powers of ten, or powers of ten alone. */
export function decimalTicks(low: number, high: number, most = 7): number[] {
  const all: number[] = []
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++)
    for (const digit of [1, 2, 5]) all.push(Number(`${digit}e${power}`))
  const inside = all.filter((value) => value >= low && value <= high)
  const tens = inside.filter((value) => Number.isInteger(Math.round(1e9 * Math.log10(value)) / 1e9))
  return inside.length > most && tens.length > 1 ? tens : inside
}

/** Powers of two from `low` to `high`, at most `most` of them, evenly apart. */
export function binaryTicks(low: number, high: number, most = 6): number[] {
  const [first, last] = [Math.ceil(Math.log2(low)), Math.floor(Math.log2(high))]
  const step = Math.max(1, Math.ceil((last - first + 1) / most))
  return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, k) => 2 ** (first + k * step))
}
