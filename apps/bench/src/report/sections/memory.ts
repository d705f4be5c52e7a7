import { formatBytes } from '@snn/core'
import type { MemoryComparison } from '../../memory/command.js'
import { barChart } from '../bar-chart.js'
import { figure, html, table } from '../markup.js'
import type { Section } from '../section.js'

export function memorySection({ results, sizes, time, batch, processes }: MemoryComparison): Section {
  const bars = results.map(({ side, growth, growths }, color) => ({
    name: side,
    value: growth,
    low: Math.min(...growths),
    high: Math.max(...growths),
    color,
  }))
  const rows = results.map(({ side, growth, before, account }) => [
    side,
    formatBytes(growth),
    (growth / results[0]!.growth).toFixed(1),
    formatBytes(before),
    formatBytes(before + growth),
    account === null ? '' : formatBytes(account),
  ])
  return {
    title: `Resident memory: ${sizes.join('-')}`,
    body: html`<p>${time} steps, batch ${batch}: growth over one step, after loading and a step of one sample.</p>
      ${figure(`Median and extremes of ${processes} fresh processes.`, barChart({ title: 'growth of resident memory', bars, text: formatBytes }))}
      ${table(['side', 'growth', 'times the first', 'before', 'in all', 'own account'], rows)}`,
  }
}
