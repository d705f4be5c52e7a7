import type { Timing } from '@snn/bench/page'
import { formatBytes } from '@snn/core'
import type { MeasuredStep } from '../measuring/messages.js'
import { make } from './elements.js'
import { count, percent, threeDigits } from './format.js'

const TIMED = [
  ['forward', 'forwardMs'],
  ['backward', 'backwardMs'],
  ['update', 'updateMs'],
  ['whole step', 'stepMs'],
  ['with upload of the events', 'uploadedStepMs'],
  ['the same, given as in training', 'trainingStepMs'],
] as const

const COUNTED: readonly (readonly [name: string, words: (result: MeasuredStep) => readonly string[]])[] = [
  ['samples/s', ({ samplesPerSecond }) => [count(samplesPerSecond)]],
  ['peak bytes', ({ peakBytes }) => [formatBytes(peakBytes.step)]],
  ['active entries', ({ activity }) => [activity.map(percent).join(', ')]],
]

/** Fills a table with results: a row a part of the step, with median and quartiles, a column a work. */
export function timingsTable(table: HTMLTableElement, results: readonly MeasuredStep[]): void {
  const heads = results.map(({ sizes, time }) => make('th', `${sizes.join('-')}, ${time} steps`, { scope: 'col' }))
  table.tHead!.replaceChildren(rowOf(make('th', 'median ms (quartiles)', { scope: 'col' }), heads))
  const row = (name: string, words: (result: MeasuredStep) => readonly string[]): HTMLTableRowElement =>
    rowOf(
      make('th', name, { scope: 'row' }),
      results.map((result) => cellOf(words(result))),
    )
  table.tBodies[0]!.replaceChildren(
    ...TIMED.map(([name, key]) => row(name, ({ spread }) => timingWords(spread[key]!))),
    ...COUNTED.map(([name, words]) => row(name, words)),
  )
}

const timingWords = ({ median, lowerQuartile, upperQuartile }: Timing): string[] => [
  threeDigits(median),
  `(${threeDigits(lowerQuartile)}–${threeDigits(upperQuartile)})`,
]

/** A cell that breaks between words alone. */
function cellOf(words: readonly string[]): HTMLTableCellElement {
  const cell = make('td')
  cell.append(...words.flatMap((word) => [make('span', word), ' ']))
  return cell
}

function rowOf(head: HTMLElement, cells: readonly HTMLElement[]): HTMLTableRowElement {
  const row = make('tr')
  row.append(head, ...cells)
  return row
}
