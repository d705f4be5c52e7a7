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
] as const

const COUNTED: readonly (readonly [name: string, text: (result: MeasuredStep) => string])[] = [
  ['samples/s', (result) => count(result.samplesPerSecond)],
  ['peak bytes', (result) => formatBytes(result.peakBytes.step)],
  ['active entries', (result) => result.activity.map(percent).join(', ')],
]

/** Fills a table with results: a row a part of the step, with median and quartiles, a column a work. */
export function timingsTable(table: HTMLTableElement, results: readonly MeasuredStep[]): void {
  const heads = results.map(({ sizes, time }) => make('th', `${sizes.join('-')}, ${time} steps`, { scope: 'col' }))
  table.tHead!.replaceChildren(rowOf(make('th', 'median ms (quartiles)', { scope: 'col' }), heads))
  const timed = TIMED.map(([name, key]) => [name, (result: MeasuredStep) => timingText(result, key)] as const)
  table.tBodies[0]!.replaceChildren(
    ...[...timed, ...COUNTED].map(([name, text]) =>
      rowOf(
        make('th', name, { scope: 'row' }),
        results.map((result) => make('td', text(result))),
      ),
    ),
  )
}

function timingText({ spread }: MeasuredStep, key: string): string {
  const { median, lowerQuartile, upperQuartile } = spread[key]!
  return `${threeDigits(median)} (${threeDigits(lowerQuartile)}–${threeDigits(upperQuartile)})`
}

function rowOf(head: HTMLElement, cells: readonly HTMLElement[]): HTMLTableRowElement {
  const row = make('tr')
  row.append(head, ...cells)
  return row
}
