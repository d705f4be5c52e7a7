import { LayerForward, PLANE } from '../records'
import { bitsOf, cut } from './vectors'

/**
 * One sample, one block of columns, all steps of a window, with V in registers:
 *
 *     V[t+1] = α V[t] - reset · (V[t] > V_th) + drive + current[t] + Σ W_i over the events i of t      eq. (2)
 *
 * Leaves V[t] in `V` (if `keep`), bits V[t] > low in `planes`, and V of the step after the last in `state`. Returns the number of rows of W
 * that it added. `drive` may be 0, and so may `current`, which moves on by `currentBytes` every step.
 */
export function sweep$VECTORS(
  call: LayerForward,
  steps: u32,
  weight: usize,
  ends: usize,
  event: usize,
  state: usize,
  drive: usize,
  current: usize,
  currentBytes: u32,
  keep: bool,
  V: usize,
  planes: usize,
): u32 {
  const alpha = f32x4.splat(call.alpha)
  const threshold = f32x4.splat(call.threshold)
  const reset = f32x4.splat(call.reset)
  const low = f32x4.splat(call.low)
  const none = f32x4.splat(0)
  let y$v = v128.load(state, 16 * $v)
  let additions: u32 = 0
  for (let t: u32 = 1; t <= steps; t++) {
    if (keep) {
      v128.store(V, y$v, 16 * $v)
    }
    store<u16>(planes, bitsOf(f32x4.gt(y$0of4, low), f32x4.gt(y$1of4, low), f32x4.gt(y$2of4, low), f32x4.gt(y$3of4, low)), PLANE * $p)
    y$v = f32x4.sub(f32x4.mul(alpha, y$v), v128.and(f32x4.gt(y$v, threshold), reset))
    if (drive) {
      y$v = f32x4.add(y$v, v128.load(drive, 16 * $v))
    }
    if (current) {
      y$v = f32x4.add(y$v, v128.load(current, 16 * $v))
      current += currentBytes
    }
    const end: usize = load<u32>(ends)
    for (; event < end; event += 4) {
      const w = weight + load<u32>(event)
      y$v = f32x4.add(y$v, v128.load(w, 16 * $v))
      additions++
    }
    if (!(t & 15)) {
      y$v = cut(y$v)
    }
    ends += 4
    planes += 2
    V += 4 * $WIDTH
  }
  v128.store(state, y$v, 16 * $v)
  return additions
}
