import type { Epoch } from '@snn/train'
import type { KeptRun } from '../training/messages.js'
import { percent } from './format.js'

/** Whether a run has come to its last epoch. */
export const isComplete = ({ epochs, settings }: KeptRun): boolean => epochs.length >= settings.epochs

/** What the button says that begins training. */
export function beginLabel(run: KeptRun | undefined): string {
  if (run === undefined) return 'Start'
  return isComplete(run) ? 'Train again' : 'Resume'
}

/** Where a run stands. @param place where it is kept, as a sentence. */
export function standing(run: KeptRun | undefined, place: string): string {
  if (run === undefined) return 'Ready to train.'
  const { step, epochs, settings } = run
  if (isComplete(run))
    return `Done: ${tested(epochs.at(-1)!)} after ${epochs.length === 1 ? 'one epoch' : `${epochs.length} epochs`}.`
  return `Stopped at step ${step}, after ${epochs.length} of ${settings.epochs} epochs. ${place}`
}

/** `81.2 % of the test images are right` */
export const tested = ({ testAccuracy }: Epoch): string => `${percent(testAccuracy!)} of the test images are right`
