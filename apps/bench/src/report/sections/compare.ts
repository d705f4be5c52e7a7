import type { Comparison, SideResult } from '../../compare/command.js'
import { ms, threeDigits } from '../../text.js'
import { barChart } from '../bar-chart.js'
import { figure, html, table } from '../markup.js'
import type { Section } from '../section.js'

export function compareSection(result: Comparison): Section {
  const { a, b, sizes, time, batch, threads, agreement, ratio, cpuRatio, bestRatio } = result
  const bars = [a, b].map(({ side, stepMs }, color) => ({
    name: side,
    value: stepMs.median,
    low: stepMs.lowerQuartile,
    high: stepMs.upperQuartile,
    color,
  }))
  const row = ({ side, stepMs: t, cpuMs }: SideResult): string[] => [
    side,
    ...[t.median, t.lowerQuartile, t.upperQuartile, t.min, cpuMs.median].map(ms),
  ]
  const ratioRow = (name: string, { median, lowerQuartile, upperQuartile }: typeof ratio): string[] => [
    name,
    ...[median, lowerQuartile, upperQuartile].map(threeDigits),
  ]
  return {
    title: `${a.side} and ${b.side} in turn: ${sizes.join('-')}`,
    body: html`<p>
        ${time} steps, batch ${batch}, ${threads} threads a side; forward, loss and backward of all layers.
      </p>
      <p>${a.side}: ${a.description}. ${b.side}: ${b.description}.</p>
      ${figure(`Median and quartiles of ${ratio.count} steps a side, in ms.`, barChart({ title: 'steps of both sides in ms', bars, text: ms }))}
      ${table(['side', 'median ms', 'lower quartile', 'upper quartile', 'best', 'processor ms'], [row(a), row(b)])}
      ${table(
        [`${b.side} / ${a.side}`, 'median', 'lower quartile', 'upper quartile'],
        [
          ratioRow(`time, pair by pair (${ratio.count})`, ratio),
          ratioRow('processor time, pair by pair', cpuRatio),
          ['best against best', threeDigits(bestRatio), '', ''],
        ],
      )}
      <p>
        Both computed the work before: loss ${agreement.lossA.toFixed(6)} and ${agreement.lossB.toFixed(6)}, cosine of
        ∇W by layer ${agreement.cosine.map((value) => value?.toFixed(6) ?? 'none').join(', ')}.
      </p>`,
  }
}
