import { formatBytes } from '@snn/core'
import type { RooflineResult } from '../../roofline/command.js'
import { ms } from '../../text.js'
import { barChart, type Bar } from '../bar-chart.js'
import { figure, html, table } from '../markup.js'
import type { Section } from '../section.js'

const giga = (perSecond: number): string => (perSecond / 1e9).toFixed(1)

export function rooflineSection({ sizes, time, batch, plain, sweeps }: RooflineResult): Section {
  const bars: Bar[] = [
    ...plain.map(({ kernel, bytes, perSecond, best }) => ({
      name: `${kernel === 'y += a·x' ? kernel : 'rows'}, ${formatBytes(bytes)}`,
      value: perSecond,
      low: perSecond,
      high: best,
      color: 1,
    })),
    ...sweeps.map(({ pass, perSecond }) => ({ name: `${pass} pass`, value: perSecond })),
  ]
  const rows = sweeps.map(({ pass, ms: time, multiplyAdds, rowsMs, silentMs }) => [
    pass,
    ms(time),
    (multiplyAdds / 1e6).toFixed(1),
    ms(rowsMs),
    ms(silentMs),
    ms(time - rowsMs - silentMs),
  ])
  return {
    title: `The sweeps beside plain loops: ${sizes.join('-')}`,
    body: html`<p>
        ${time} steps, batch ${batch}, one thread, 128-bit Wasm. Rows are rows of 40 columns added in registers.
      </p>
      ${figure('Multiply-adds a second, in G; whiskers reach from the median to the best.', barChart({ title: 'rates in G/s', bars, text: giga }))}
      ${table(['pass', 'ms', 'multiply-adds, M', 'these as rows alone', 'without events', 'rest'], rows)}`,
  }
}
