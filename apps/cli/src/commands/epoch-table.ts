import type { Epoch } from '@snn/train'
import { eachOf, percent } from '../terminal/format.js'
import { fitTable } from '../terminal/table.js'

const FIRST = 3
const LAST = 7

/** One epoch a row: all of them, or the first and last ones; columns that do not fit are left out, the last ones first. */
export function epochTable(epochs: readonly Epoch[], all: boolean, columns: number): string {
  const short = !all && epochs.length > FIRST + LAST + 1
  const shown: readonly (Epoch | undefined)[] = short
    ? [...epochs.slice(0, FIRST), undefined, ...epochs.slice(-LAST)]
    : epochs
  const optional = (value: number | undefined): string => (value === undefined ? '–' : percent(value))
  const fields: readonly (readonly [string, (epoch: Epoch) => string])[] = [
    ['epoch', ({ index }) => String(index + 1)],
    ['loss', ({ loss }) => loss.toFixed(4)],
    ['training', ({ accuracy }) => percent(accuracy)],
    ['validation', ({ validationAccuracy }) => optional(validationAccuracy)],
    ['test', ({ testAccuracy }) => optional(testAccuracy)],
    ['active %', ({ activity }) => eachOf(activity)],
    ['spikes', ({ spikes }) => eachOf(spikes)],
    ['rate', ({ rate }) => rate.toPrecision(3)],
    ['seconds', ({ seconds }) => seconds.toFixed(2)],
  ]
  return fitTable(
    fields.map(([title]) => title),
    shown.map((epoch) => fields.map(([, of], k) => (epoch === undefined ? (k === 0 ? '⋮' : '') : of(epoch)))),
    columns,
  )
}
