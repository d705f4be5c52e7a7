import { formatBytes } from '@snn/core'
import type { LatencyResult } from '../../latency/measure.js'
import { ms } from '../../text.js'
import { barChart } from '../bar-chart.js'
import { figure, html, table } from '../markup.js'
import type { Section } from '../section.js'

export function latencySection(result: LatencyResult): Section {
  const { backend, device, batch, chunk, sizes, us, cpuUs, hostBytes, eventsPerPush } = result
  const bars = [
    { name: 'half of the pushes within', value: us.median, low: us.lowerQuartile, high: us.upperQuartile },
    { name: '99 % within', value: us.p99 },
  ]
  return {
    title: `A stream pushed step by step: ${backend}, ${sizes.join('-')}`,
    body: html`<p>
        ${device}; batch ${batch}, ${chunk} ${chunk === 1 ? 'time step' : 'time steps'} and ${eventsPerPush.toFixed(1)}
        events a push.
      </p>
      ${figure(`From call to result in µs, quartiles of ${us.count} pushes.`, barChart({ title: 'latency in µs', bars, text: ms }))}
      ${table(
        ['of a push', ''],
        [
          ['best', `${ms(us.min)} µs`],
          ['processor time, all threads', `${ms(cpuUs)} µs`],
          ['allocated on the host', formatBytes(Math.round(hostBytes))],
        ],
      )}`,
  }
}
