import { LayerForward } from '../records'
import { cut } from './vectors'

/**
 * One sample, one block of columns, all steps of a window, with V in registers:
 *
 *     V[t+1] = α V[t] - reset · (V[t] > V_th) + drive + current[t] + Σ W_i over the events i of t      eq. (2)
 *
 * Leaves V[t] in `V` (if `keep`), bits V[t] > low in `bits`, and V of the step after the last in `state`. Returns the number of rows of W
 * that it added. `drive` may be 0, and so may `current`, which moves on by `currentBytes` every step.
 *
 * The bits of 32 steps are a row of words, one for each column, with the first step in the highest bit: they are gathered where V is, column
 * by column, so that nothing has to be turned over to find the steps of a neuron.
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
  bits: usize,
): u32 {
  const alpha = f32x4.splat(call.alpha)
  const threshold = f32x4.splat(call.threshold)
  const reset = f32x4.splat(call.reset)
  const low = f32x4.splat(call.low)
  let y$v = v128.load(state, 16 * $v)
  let b$v = i32x4.splat(0)
  const first = event
  for (let t: u32 = 1; t <= steps; t++) {
    if (keep) {
      v128.store(V, y$r, 16 * $r)
    }
    b$v = i32x4.sub(i32x4.add(b$v, b$v), f32x4.gt(y$v, low))
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
    }
    if (!(t & 15)) {
      y$v = cut(y$v)
    }
    if (!(t & 31)) {
      v128.store(bits, b$r, 16 * $r)
      bits += 4 * $WIDTH
    }
    ends += 4
    V += 4 * $WIDTH
  }
  v128.store(state, y$r, 16 * $r)
  if (steps & 31) {
    v128.store(bits, i32x4.shl(b$r, 32 - (steps & 31)), 16 * $r)
  }
  return <u32>(event - first) >> 2
}
