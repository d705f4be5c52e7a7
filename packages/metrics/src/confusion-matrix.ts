import { DataError, ShapeError } from '@snn/core'
import { checkWhole } from '@snn/core/checks'

/** How often samples of each class were taken for each class; grows batch by batch. @public */
export interface ConfusionMatrix {
  readonly classes: number
  /** Samples counted so far. */
  readonly samples: number
  /** Samples whose predicted class is their own. */
  readonly correct: number
  /** correct / samples, in 0–1; NaN before the first sample. */
  readonly accuracy: number
  /**
   * Counts one batch.
   * @param labels true classes, one a sample.
   * @param predicted predicted classes, in the same order.
   * @throws ShapeError when the two differ in length; DataError when a class is not a whole number below `classes`.
   */
  add(labels: ArrayLike<number>, predicted: ArrayLike<number>): void
  /** Samples of class `label` that were taken for class `predicted`. */
  count(label: number, predicted: number): number
  /** Share of the samples of a class that were recognized; NaN when the class did not occur. */
  recall(label: number): number
  /** Share of right ones among the samples taken for a class; NaN when none were. */
  precision(predicted: number): number
  /** Classes that no sample was taken for, in order. */
  neverPredicted(): number[]
  /** Row `label`, column `predicted`. */
  toJSON(): number[][]
}

/**
 * An empty confusion matrix, or one that goes on from counts kept as JSON.
 * @param classes number of classes, from 1.
 * @param counts rows of `toJSON` of an earlier one.
 * @throws ArgumentError when `classes` is not a whole number from 1; ShapeError when the counts have another size.
 * @public
 */
export function confusionMatrix(classes: number, counts?: readonly (readonly number[])[]): ConfusionMatrix {
  checkWhole('classes', classes)
  if (counts !== undefined && (counts.length !== classes || counts.some((row) => row.length !== classes)))
    throw new ShapeError({
      what: `a confusion matrix of ${classes} classes has ${classes} rows of ${classes} counts; got ${counts.length} rows`,
      where: 'counts',
    })
  const cells = Float64Array.from((counts ?? []).flat())
  const table = cells.length === 0 ? new Float64Array(classes * classes) : cells
  let samples = table.reduce((a, b) => a + b, 0)
  let correct = diagonal(table, classes)

  const rowSum = (label: number): number => sum(table, label * classes, 1, classes)
  const columnSum = (predicted: number): number => sum(table, predicted, classes, classes)

  return {
    classes,
    get samples() {
      return samples
    },
    get correct() {
      return correct
    },
    get accuracy() {
      return correct / samples
    },
    add(labels, predicted) {
      if (labels.length !== predicted.length)
        throw new ShapeError({
          what: `${labels.length} labels came with ${predicted.length} predictions`,
          fix: 'Give one of each per sample.',
        })
      for (let k = 0; k < labels.length; k++) {
        assertClass(labels[k]!, classes, 'label', k)
        assertClass(predicted[k]!, classes, 'prediction', k)
      }
      for (let k = 0; k < labels.length; k++) {
        table[labels[k]! * classes + predicted[k]!]!++
        if (labels[k] === predicted[k]) correct++
      }
      samples += labels.length
    },
    count: (label, predicted) => table[label * classes + predicted] ?? 0,
    recall: (label) => table[label * classes + label]! / rowSum(label),
    precision: (predicted) => table[predicted * classes + predicted]! / columnSum(predicted),
    neverPredicted: () => range(classes).filter((predicted) => columnSum(predicted) === 0),
    toJSON: () => range(classes).map((label) => [...table.subarray(label * classes, (label + 1) * classes)]),
  }
}

const range = (length: number): number[] => Array.from({ length }, (_, k) => k)

function sum(table: Float64Array, from: number, stride: number, count: number): number {
  let total = 0
  for (let k = 0; k < count; k++) total += table[from + k * stride]!
  return total
}

const diagonal = (table: Float64Array, classes: number): number => sum(table, 0, classes + 1, classes)

function assertClass(value: number, classes: number, name: string, sample: number): void {
  if (!Number.isSafeInteger(value) || value < 0 || value >= classes)
    throw new DataError({
      what: `the ${name} of sample ${sample} must be a class from 0 to ${classes - 1}; got ${value}`,
      where: `${name}s[${sample}]`,
    })
}
