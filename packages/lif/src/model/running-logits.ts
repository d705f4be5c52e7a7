import type { Over } from '../description/layer.js'

/** Logits of all time steps so far, from those of each piece. */
export interface RunningLogits {
  /**
   * Takes a piece in, its logits `[batch, classes]` or, for a sum or mean, its U at every step `[batch, time, classes]`.
   * @returns a copy of the logits so far, `[batch, classes]`.
   */
  take(piece: Float32Array, time: number): Float32Array
}

/** In float32 and in the order of time, as a kernel adds: the pieces give the bits of the whole. */
export function runningLogits(over: Over | 'counts', batch: number, classes: number): RunningLogits {
  const sum = new Float32Array(batch * classes)
  let steps = 0
  switch (over) {
    case 'last':
      return { take: (piece) => piece.slice() }
    case 'max':
      return {
        take(piece) {
          // U[0] = 0 counts, so that 0 is where the maximum begins.
          for (const [k, value] of piece.entries()) if (value > sum[k]!) sum[k] = value
          return sum.slice()
        },
      }
    case 'counts':
      return {
        take(piece) {
          for (const [k, value] of piece.entries()) sum[k]! += value
          return sum.slice()
        },
      }
    case 'sum':
    case 'mean':
      return {
        take(piece, time) {
          for (let b = 0; b < batch; b++)
            for (let t = 0; t < time; t++)
              for (let c = 0; c < classes; c++) sum[b * classes + c]! += piece[(b * time + t) * classes + c]!
          steps += time
          const scale = over === 'sum' ? 1 : Math.fround(1 / steps)
          return sum.map((value) => scale * value)
        },
      }
    default:
      return over satisfies never
  }
}
