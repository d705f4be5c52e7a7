import type { BatchEvent, Epoch } from '@snn/train'
import type { Curves } from './curve.js'
import type { Point } from './thin.js'

/** What a run has shown so far, by step. A run that goes on from an earlier step forgets what came after it. */
export interface History {
  batch(event: BatchEvent): void
  epoch(epoch: Epoch): void
  /** The epochs of the run that is kept; where there is none, everything is forgotten. */
  restart(kept: readonly Epoch[] | undefined): void
  readonly loss: Curves
  readonly accuracy: Curves
}

export function history(): History {
  let batches: BatchEvent[] = []
  let epochs: Epoch[] = []
  const ofBatches = (value: (event: BatchEvent) => number): Point[] =>
    batches.map((event) => [event.step, value(event)])
  const ofTests = (value: (epoch: Epoch) => number): Point[] => epochs.map((epoch) => [epoch.step, value(epoch)])
  return {
    batch(event) {
      if ((batches.at(-1)?.step ?? 0) >= event.step) batches = batches.filter(({ step }) => step < event.step)
      batches.push(event)
    },
    epoch(epoch) {
      epochs = [...epochs.filter(({ index }) => index < epoch.index), epoch]
    },
    restart(kept) {
      epochs = [...(kept ?? [])]
      if (kept === undefined) batches = []
    },
    get loss() {
      return { batches: ofBatches(({ loss }) => loss), tests: ofTests(({ testLoss }) => testLoss!) }
    },
    get accuracy() {
      return { batches: ofBatches(({ accuracy }) => accuracy), tests: ofTests(({ testAccuracy }) => testAccuracy!) }
    },
  }
}
