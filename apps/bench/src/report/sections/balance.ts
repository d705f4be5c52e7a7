import { tasksText, type BalanceResult } from '../../balance/command.js'
import { logChart } from '../log-chart.js'
import { figure, html, table } from '../markup.js'
import type { Section } from '../section.js'
import { decimalTicks } from '../ticks.js'

export function balanceSection({ sizes, time, batch, tasks, balance }: BalanceResult): Section {
  const rows = balance.map(({ threads, forward, backward, step }) => [
    String(threads),
    ...[forward, backward, step].map((value) => value.toFixed(3)),
    (threads / step).toFixed(2),
  ])
  const chart = logChart({
    title: 'speed-up by threads',
    xLabel: 'threads',
    series: [
      { name: 'these tasks', points: balance.map(({ threads, step }) => ({ x: threads, y: threads / step })) },
      { name: 'an even split', points: balance.map(({ threads }) => ({ x: threads, y: threads })) },
    ],
    xText: String,
    yText: String,
    yTicks: decimalTicks,
  })
  return {
    title: `How evenly a step falls to threads: ${sizes.join('-')}`,
    body: html`<p>${time} steps, batch ${batch}: counted multiply-adds, nothing timed. ${tasksText(tasks)}.</p>
      ${figure('The most that so many threads can gain, if all work costs what its multiply-adds cost.', chart)}
      ${table(['threads', 'forward, most / mean', 'backward', 'step', 'speed-up at most'], rows)}`,
  }
}
