import { sumsOfFour } from './vectors'

/**
 * ε[k] (+)= W_i · δ[row k] over the columns of one block, for the active entries k of every input i, eq. (12): four at a time, and since
 * the lists are filled up to fours with a row of zeros (`filler`), nothing is left over. Returns the number of true entries.
 *
 * Even and odd vectors are summed apart, so that V8 may join them to vectors of 256 bits. It looks for such pairs at stores alone: that is why
 * both sums go to the row before δ, where nobody reads them.
 */
export function inputGradient$VECTORS(
  inputs: u32,
  starts: usize,
  rows: usize,
  filler: u32,
  delta: usize,
  weight: usize,
  gradient: usize,
  accumulate: bool,
): u32 {
  const spare = delta - 4 * $WIDTH
  let entries: u32 = 0
  let entry = load<u32>(starts)
  for (let input: u32 = 0; input < inputs; input++, weight += 4 * $WIDTH) {
    starts += 4
    const end = load<u32>(starts)
    if (entry == end) continue
    for (; entry < end; entry += 4) {
      const row = rows + (entry << 1)
      const rowA = delta + <usize>load<u16>(row) * (4 * $WIDTH)
      const rowB = delta + <usize>load<u16>(row, 2) * (4 * $WIDTH)
      const rowC = delta + <usize>load<u16>(row, 4) * (4 * $WIDTH)
      const rowD = delta + <usize>load<u16>(row, 6) * (4 * $WIDTH)
      let a0 = f32x4.splat(0)
      let b0 = f32x4.splat(0)
      let c0 = f32x4.splat(0)
      let d0 = f32x4.splat(0)
      let a1 = f32x4.splat(0)
      let b1 = f32x4.splat(0)
      let c1 = f32x4.splat(0)
      let d1 = f32x4.splat(0)
      { // $v
        const w = v128.load(weight, 16 * $v)
        a$o = f32x4.add(a$o, f32x4.mul(w, v128.load(rowA, 16 * $v)))
        b$o = f32x4.add(b$o, f32x4.mul(w, v128.load(rowB, 16 * $v)))
        c$o = f32x4.add(c$o, f32x4.mul(w, v128.load(rowC, 16 * $v)))
        d$o = f32x4.add(d$o, f32x4.mul(w, v128.load(rowD, 16 * $v)))
      }
      const sum0 = sumsOfFour(a0, b0, c0, d0)
      const sum1 = sumsOfFour(a1, b1, c1, d1)
      v128.store(spare, sum1, 16)
      v128.store(spare, sum0)
      let sums = f32x4.add(sum0, sum1)
      const target = gradient + (entry << 2)
      if (accumulate) sums = f32x4.add(v128.load(target), sums)
      v128.store(target, sums)
      entries += 4
    }
    const last = rows + (end << 1)
    entries -= <u32>(load<u16>(last - 2) == filler) + <u32>(load<u16>(last - 4) == filler) + <u32>(load<u16>(last - 6) == filler)
  }
  return entries
}
