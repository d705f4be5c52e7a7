import { PLANE } from '../records'

/**
 * Bit planes (a u16 of 16 columns for every step) to one row of `words` 64-bit words for every column, 64 steps a word: 16 steps × 16
 * columns at a time, the highest bit of every byte gathered, then the next moved up.
 */
export function transposePlanes(planes: usize, count: u32, words: u32, bits: usize): void {
  const column: usize = words << 3
  for (let plane: u32 = 0; plane < count; plane++) {
    for (let step: usize = 0; step < column; step += 2) {
      const source = planes + (step << 4)
      const a = v128.load(source)
      const b = v128.load(source, 16)
      let low = i8x16.shuffle(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
      let high = i8x16.shuffle(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
      let target = bits + step + 7 * column
      for (let k = 0; k < 8; k++) {
        store<u16>(target, <u16>i8x16.bitmask(low))
        store<u16>(target + 8 * column, <u16>i8x16.bitmask(high))
        low = i8x16.add(low, low)
        high = i8x16.add(high, high)
        target -= column
      }
    }
    planes += PLANE
    bits += 16 * column
  }
}
