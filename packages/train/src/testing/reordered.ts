import { subset, type DataSet } from '@snn/data'

/** The same samples in the reverse order. */
export function reordered(set: DataSet): DataSet {
  return subset(
    set,
    Array.from({ length: set.length }, (_, k) => set.length - 1 - k),
  )
}
