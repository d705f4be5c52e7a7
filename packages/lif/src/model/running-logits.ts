import type { Over } from '../description/layer.js'

/** Logits of all time steps so far, from those of each piece. */
export interface RunningLogits {
  /**
   * Takes a piece in, its logits `[batch, classes]` or, for a sum or mean, its U at every step `[batch, time, classes]`.
   * @returns the logits so far, `[batch, classes]`, in the piece itself where they fit.
   */
  take(piece: Float32Array, time: number): Float32Array
}

/** In float32 and in the order of time, as a kernel adds: the pieces give the bits of the whole. */
export function runningLogits(over: Over | 'counts', batch: number, classes: number): RunningLogits {
  const sum = new Float32Array(batch * classes)
  let steps = 0
  switch (over) {
    case 'last':
      return { take: (piece) => piece }
    case 'max':
      return {
        take(piece) {
          // U[0] = 0 counts, so that 0 is where the maximum begins.
          for (let k = 0; k < sum.length; k++) piece[k] = sum[k] = Math.max(sum[k]!, piece[k]!)
          return piece
        },
      }
    case 'counts':
      return {
        take(piece) {
          for (let k = 0; k < sum.length; k++) piece[k] = sum[k]! += piece[k]!
          return piece
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
          const logits = time === 1 ? piece : new Float32Array(sum.length)
          for (let k = 0; k < sum.length; k++) logits[k] = scale * sum[k]!
          return logits
        },
      }
    default:
      return over satisfies never
  }
}
