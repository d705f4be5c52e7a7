import { ShapeError, toContiguous, type HostArray } from '@snn/core'

/**
 * The class with the largest logit, sample by sample; ties go to the first.
 * @param logits `[batch, classes]`.
 * @returns one class a sample.
 * @throws ShapeError when the logits do not have two axes, or no classes.
 * @public
 */
export function predictions(logits: HostArray): Int32Array {
  const [batch, classes] = logits.shape
  if (logits.shape.length !== 2 || batch === undefined || classes === undefined || classes === 0)
    throw new ShapeError({ what: `logits must be [batch, classes]; got [${logits.shape.join(', ')}]`, where: 'logits' })
  const values = toContiguous(logits, 'logits')
  return Int32Array.from({ length: batch }, (_, b) => {
    let best = 0
    for (let c = 1; c < classes; c++) if (values[b * classes + c]! > values[b * classes + best]!) best = c
    return best
  })
}
