import { expect, it } from 'vitest'
import { logChart } from './log-chart.js'
import { table } from './markup.js'
import { binaryTicks, decimalTicks } from './ticks.js'

it('a table puts words to the left and numbers to the right, as in the terminal', () => {
  const { markup } = table(
    ['time', 'side', 'ms'],
    [
      ['10', 'cpu', '0.5'],
      ['20', 'cpu', ''],
    ],
  )
  expect(markup).toContain('<th scope="col" class="text">side</th>')
  expect(markup).toContain('<td class="text">cpu</td><td class="number">0.5</td>')
})

it.each([decimalTicks, binaryTicks])(
  'a chart says how high its curves are, also between two round numbers',
  (yTicks) => {
    const chart = (values: readonly number[]): string[] => {
      const points = values.map((y, x) => ({ x: x + 1, y }))
      const text = { title: '', xLabel: '', xText: () => '', yText: (y: number) => `${y} high`, yTicks }
      return logChart({ ...text, series: [{ name: 'a', points }] }).markup.match(/[\d.]+ high/g) ?? []
    }
    expect(chart([0.1321, 0.1487])).toEqual(['0.13 high', '0.15 high'])
    expect(chart([3, 3])).toEqual(['3 high'])
    expect(chart([1, 16]).length).toBeGreaterThan(2)
  },
)
