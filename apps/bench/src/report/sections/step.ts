import { formatBytes } from '@snn/core'
import type { StepResult } from '../../step/measure.js'
import { PARTS } from '../../step/print-step.js'
import { ms, percents } from '../../text.js'
import { barChart } from '../bar-chart.js'
import { figure, html, table } from '../markup.js'
import type { Section } from '../section.js'

export function stepSection(result: StepResult): Section {
  const { backend, device, rule, sizes, time, batch, backwardThreshold, spread, multiplyAdds: done, peakBytes } = result
  const parts = PARTS.flatMap(([name, key]) => (spread[key] ? [{ name, timing: spread[key] }] : []))
  const bars = parts.map(({ name, timing }) => ({
    name,
    value: timing.median,
    low: timing.lowerQuartile,
    high: timing.upperQuartile,
  }))
  const rows = parts.map(({ name, timing: t }) => [
    name,
    ...[t.median, t.lowerQuartile, t.upperQuartile, t.min].map(ms),
  ])
  return {
    title: `The parts of a step: ${backend}, ${sizes.join('-')}`,
    body: html`<p>${device}, rule ${rule}, B_th ${backwardThreshold}; ${time} steps, batch ${batch}.</p>
      ${figure(`Median and quartiles of ${spread['stepMs']!.count} rounds, in ms.`, barChart({ title: 'parts of a step in ms', bars, text: ms }))}
      ${table(['part', 'median ms', 'lower quartile', 'upper quartile', 'best'], rows)}
      ${table(
        ['of the step', ''],
        [
          ['active', percents(result.activity)],
          ['spikes', percents(result.spikeDensity)],
          ['multiply-adds', `${(done.total / 1e6).toFixed(1)} M, ${(done.perSecond / 1e9).toFixed(2)} G/s`],
          ['peak of forward', formatBytes(peakBytes.forward)],
          ['backward adds', formatBytes(peakBytes.backward)],
          ['peak of the whole step', formatBytes(peakBytes.step)],
          ['samples a second', result.samplesPerSecond.toFixed(0)],
        ],
      )}`,
  }
}
