/**
 * ε[k] (+)= W_i · δ[row k] over the columns of one block, for the active entries k of every input i, eq. (12): four at a time, and since
 * the lists are filled up to fours with a row of zeros (`filler`), nothing is left over. Returns the number of true entries.
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
  let entries: u32 = 0
  let entry = load<u32>(starts)
  for (let input: u32 = 0; input < inputs; input++, weight += 4 * $WIDTH) {
    starts += 4
    const end = load<u32>(starts)
    if (entry == end) continue
    for (; entry < end; entry += 4) {
      const row = rows + (entry << 1)
      const d0 = delta + <usize>load<u16>(row) * (4 * $WIDTH)
      const d1 = delta + <usize>load<u16>(row, 2) * (4 * $WIDTH)
      const d2 = delta + <usize>load<u16>(row, 4) * (4 * $WIDTH)
      const d3 = delta + <usize>load<u16>(row, 6) * (4 * $WIDTH)
      let s0 = f32x4.splat(0)
      let s1 = f32x4.splat(0)
      let s2 = f32x4.splat(0)
      let s3 = f32x4.splat(0)
      { // $v
        const w = v128.load(weight, 16 * $v)
        s0 = f32x4.add(s0, f32x4.mul(w, v128.load(d0, 16 * $v)))
        s1 = f32x4.add(s1, f32x4.mul(w, v128.load(d1, 16 * $v)))
        s2 = f32x4.add(s2, f32x4.mul(w, v128.load(d2, 16 * $v)))
        s3 = f32x4.add(s3, f32x4.mul(w, v128.load(d3, 16 * $v)))
      }
      const s01 = f32x4.add(i32x4.shuffle(s0, s1, 0, 4, 1, 5), i32x4.shuffle(s0, s1, 2, 6, 3, 7))
      const s23 = f32x4.add(i32x4.shuffle(s2, s3, 0, 4, 1, 5), i32x4.shuffle(s2, s3, 2, 6, 3, 7))
      let sums = f32x4.add(i32x4.shuffle(s01, s23, 0, 1, 4, 5), i32x4.shuffle(s01, s23, 2, 3, 6, 7))
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
