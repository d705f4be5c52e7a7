import { ReadoutForward } from '../records'
import { cut } from './vectors'

/**
 * One sample, one block of classes, all steps of a window:
 *
 *     U[t+1] = α U[t] + (1 - α) (drive + Σ W_j over the events j of t)
 *
 * and its reduction over t = 0 … T-1, whose first term U[0] the caller has put in place: `reduced` becomes the maximum, sum or last, and
 * `reachedAt` the step of the maximum (the first) or last. Leaves U[t] in `U` (if `keep`) and U of the step after the last in `state`.
 * Returns the number of rows of W that it added.
 */
export function integrate$VECTORS(
  call: ReadoutForward,
  steps: u32,
  step: u32,
  time: u32,
  weight: usize,
  ends: usize,
  event: usize,
  state: usize,
  reduced: usize,
  reachedAt: usize,
  drive: usize,
  keep: bool,
  U: usize,
): u32 {
  const over = call.over
  const alpha = f32x4.splat(call.alpha)
  const gain = f32x4.splat(1 - call.alpha)
  let u$v = v128.load(state, 16 * $v)
  const first = event
  for (const end = step + steps; step < end; ) {
    if (keep) {
      v128.store(U, u$r, 16 * $r)
    }
    let i$v = v128.load(drive, 16 * $v)
    const stop: usize = load<u32>(ends)
    for (; event < stop; event += 4) {
      const w = weight + load<u32>(event)
      i$v = f32x4.add(i$v, v128.load(w, 16 * $v))
    }
    u$v = f32x4.add(f32x4.mul(alpha, u$v), f32x4.mul(gain, i$v))
    step++
    if (!(step & 15)) {
      u$v = cut(u$v)
    }
    if (step < time) {
      if (over == 0) {
        const now = i32x4.splat(step)
        { // $v
          const best = v128.load(reduced, 16 * $v)
          const higher = f32x4.gt(u$v, best)
          v128.store(reduced, v128.bitselect(u$v, best, higher), 16 * $v)
          v128.store(reachedAt, v128.bitselect(now, v128.load(reachedAt, 16 * $v), higher), 16 * $v)
        }
      } else if (over == 1) {
        v128.store(reduced, f32x4.add(v128.load(reduced, 16 * $v), u$v), 16 * $v)
      } else {
        v128.store(reduced, u$v, 16 * $v)
        v128.store(reachedAt, i32x4.splat(step), 16 * $v)
      }
    }
    ends += 4
    U += 4 * $WIDTH
  }
  v128.store(state, u$r, 16 * $r)
  return <u32>(event - first) >> 2
}

/**
 * The way back from a maximum, upwards from the last of `steps` rows: row t becomes δ[t] = (1 - α) ∂L/∂U[t+1] + α δ[t+1], where the gradient
 * (by then times 1 - α) reaches the U at `reachedAt` > 0. `state` holds δ of the row after the window, and then that of its first row.
 */
export function spread$VECTORS(alpha: f32, steps: u32, end: u32, time: u32, gradient: usize, reachedAt: usize, state: usize, row: usize): void {
  const decay = f32x4.splat(alpha)
  let y$v = v128.load(state, 16 * $v)
  let next = end
  for (const first = end - steps; next > first; next--) {
    y$v = f32x4.mul(decay, y$v)
    if (next < time) {
      const now = i32x4.splat(next)
      y$v = f32x4.add(y$v, v128.and(v128.load(gradient, 16 * $v), i32x4.eq(now, v128.load(reachedAt, 16 * $v))))
    }
    if (!(next & 15)) {
      y$v = cut(y$v)
    }
    v128.store(row, y$r, 16 * $r)
    row -= 4 * $WIDTH
  }
  v128.store(state, y$r, 16 * $r)
}
