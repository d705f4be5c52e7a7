import { cut } from './vectors'

/** δ[t] = λ[t+1] + α δ[t+1], eq. (11), upwards from the last of `steps` rows: row t holds λ[t+1] before and δ[t] after. */
export function delta$VECTORS(alpha: f32, steps: u32, row: usize): void {
  const decay = f32x4.splat(alpha)
  let x$v = f32x4.splat(0)
  while (steps) {
    const some = min<u32>(steps, 16)
    steps -= some
    for (const end = row - some * 4 * $WIDTH; row != end; row -= 4 * $WIDTH) {
      x$v = f32x4.add(v128.load(row, 16 * $v), f32x4.mul(decay, x$v))
      v128.store(row, x$r, 16 * $r)
    }
    x$v = cut(x$v)
  }
}
