import { formatBytes } from '@snn/core'
import type { ScaleResult } from '../../scale/command.js'
import type { ScaleAxis, ScaleCurve } from '../../scale/measure-axis.js'
import { constants, crossingLine, timesCells, valueText } from '../../scale/print-scale.js'
import { ms, percents } from '../../text.js'
import { logChart, type Series } from '../log-chart.js'
import { figure, html, table, type Markup } from '../markup.js'
import type { Section } from '../section.js'
import { binaryTicks, decimalTicks } from '../ticks.js'

export function scaleSection({ shape, repeats, axes }: ScaleResult): Section {
  return {
    title: `How cost grows: work like ${shape}`,
    body: html`<p>
        Forward, loss and backward of all layers; medians of ${repeats} steps, quartiles as a band. Dashed: the power
        law fitted to the large end, by how many times as long a point takes as the one before, in turn with it.
      </p>
      ${axes.map(axisPart)}`,
  }
}

function axisPart(axis: ScaleAxis): Markup {
  const { curves, label, unit, crossings, leftOut } = axis
  const text = (x: number): string => valueText(unit, x)
  const chart = { xLabel: label, xText: text }
  const timeOf = (curve: ScaleCurve): Series => ({
    name: curve.side,
    points: curve.points.map(({ x, stepMs: t }) => ({ x, y: t.median, low: t.lowerQuartile, high: t.upperQuartile })),
    fit: curve.timeFit ?? undefined,
  })
  const bytesOf = (curve: ScaleCurve): Series => ({
    name: curve.side,
    points: curve.points.flatMap(({ x, peakBytes }) => (peakBytes === null ? [] : [{ x, y: peakBytes }])),
    fit: curve.memoryFit ?? undefined,
  })
  const time = logChart({
    ...chart,
    title: `time by ${label}`,
    series: curves.map(timeOf),
    yText: (y) => `${y} ms`,
    yTicks: decimalTicks,
  })
  const bytes = logChart({
    ...chart,
    title: `bytes by ${label}`,
    series: curves.map(bytesOf),
    yText: (bytes) => formatBytes(bytes).replace('.0 ', ' '),
    yTicks: binaryTicks,
  })
  return html`<h3>${label[0]!.toUpperCase()}${label.slice(1)}</h3>
    <p class="soft">${constants(axis)}</p>
    <div class="figures">
      ${figure('Time of a step.', time)}
      ${figure("Peak bytes by the backend's account, weights and events included.", bytes)}
    </div>
    ${fitTable(curves, text)} ${crossings.map((one) => html`<p>${crossingLine(curves[0]!, one, unit)}.</p>`)}
    ${leftOut.map(({ side, value, why }) => html`<p>${side} is left out at ${text(value)}: ${why}</p>`)}
    ${pointTable(axis, text)}`
}

/** Exponents of time and of bytes, by side. */
function fitTable(curves: readonly ScaleCurve[], text: (x: number) => string): Markup {
  const fitted = curves.filter(({ timeFit }) => timeFit !== null)
  const rows = fitted.map(({ side, timeFit, memoryFit }) => [
    side,
    timeFit!.exponent.toFixed(2),
    memoryFit?.exponent.toFixed(2) ?? '',
    `${timeFit!.points} points from ${text(timeFit!.from)} on`,
  ])
  return table(['side', 'exponent of time', 'of peak bytes', 'fitted over'], rows)
}

function pointTable({ axis, curves }: ScaleAxis, text: (x: number) => string): Markup {
  const rows = curves.flatMap(({ side, points }) =>
    points.map((point) => {
      const { x, stepMs: t, peakBytes, spikeDensity, activity, backwardThreshold } = point
      return [
        text(x),
        side,
        ...[t.median, t.lowerQuartile, t.upperQuartile].map(ms),
        ...timesCells(axis === 'threads' ? point.speedUp : point.growth),
        peakBytes === null ? '' : formatBytes(peakBytes),
        spikeDensity === null ? '' : percents(spikeDensity),
        activity === null ? '' : percents(activity),
        Number(backwardThreshold.toPrecision(3)).toString(),
      ]
    }),
  )
  const quartiles = ['lower quartile', 'upper quartile']
  const times = axis === 'threads' ? 'times as fast' : 'times the one before'
  const head = [axis, 'side', 'median ms', ...quartiles, times, ...quartiles, 'peak', 'spikes', 'active', 'B_th']
  return table(head, rows)
}
