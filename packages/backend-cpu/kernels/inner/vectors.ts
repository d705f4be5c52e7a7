/** Lanes with |x| ≤ 1e-30 become 0. Where nothing arrives, values decay; below 1e-38 they would be denormal, and slow. */
@inline
export function cut(x: v128): v128 {
  return v128.and(x, i32x4.gt_s(v128.and(x, i32x4.splat(0x7fffffff)), i32x4.splat(0x0da24260)))
}

/** One bit for each of sixteen lanes that are all ones or all zeros. */
@inline
export function bitsOf(a: v128, b: v128, c: v128, d: v128): u16 {
  return <u16>i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)))
}
