import type { Checked } from './side.js'

/** How far two sides agree on the work. */
export interface Agreement {
  readonly lossA: number
  readonly lossB: number
  /** |a - b| / |b|. */
  readonly lossDifference: number
  /** Of the gradients of each layer's weights, as vectors. */
  readonly cosine: readonly number[]
  /** Largest |a - b| over largest |b|, per layer. */
  readonly largestError: readonly number[]
}

export function agreementOf(a: Checked, b: Checked): Agreement {
  return {
    lossA: a.loss,
    lossB: b.loss,
    lossDifference: Math.abs(a.loss - b.loss) / Math.abs(b.loss),
    cosine: a.gradients.map((gradient, at) => cosine(gradient, b.gradients[at]!)),
    largestError: a.gradients.map((gradient, at) => largestError(gradient, b.gradients[at]!)),
  }
}

/** 1 when both are zero. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let k = 0; k < a.length; k++) {
    ab += a[k]! * b[k]!
    aa += a[k]! ** 2
    bb += b[k]! ** 2
  }
  return aa === 0 && bb === 0 ? 1 : ab / Math.sqrt(aa * bb)
}

function largestError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [off, size] = [0, 0]
  for (let k = 0; k < a.length; k++) {
    off = Math.max(off, Math.abs(a[k]! - b[k]!))
    size = Math.max(size, Math.abs(b[k]!))
  }
  return size === 0 ? off : off / size
}
