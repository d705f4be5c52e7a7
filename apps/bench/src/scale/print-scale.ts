import { table } from '@snn/cli/terminal/table'
import { formatBytes } from '@snn/core'
import { machineLine } from '../machine.js'
import type { Timing } from '../step/measure.js'
import { ms, percents } from '../text.js'
import type { ScaleResult } from './command.js'
import type { Fit } from './exponent.js'
import type { ScaleAxis, ScaleCurve } from './measure-axis.js'

/** A result as tables for people, one an axis. */
export function scaleTable({ machine, shape, repeats, axes }: ScaleResult): string {
  return [
    `work like ${shape}; forward, loss and backward of all layers, median of ${repeats} steps`,
    machineLine(machine),
    ...axes.map((axis) => `\n${axisTable(axis)}`),
  ].join('\n')
}

function axisTable(axis: ScaleAxis): string {
  const [first, ...others] = axis.curves
  const head = [
    axis.axis,
    `${first!.side} ms`,
    'quartiles',
    '',
    'peak',
    'spikes',
    ...others.map(({ side }) => `${side} ms`),
    ...(axis.axis === 'threads' ? ['times as fast', 'quartiles', ''] : ['times the one before', 'quartiles', '']),
  ]
  const rows = first!.points.map((point) => {
    const { stepMs: t, peakBytes, spikeDensity } = point
    const beside = others.map(({ points }) => {
      const same = points.find(({ x }) => x === point.x)
      return same ? ms(same.stepMs.median) : '-'
    })
    return [
      valueText(axis.unit, point.x),
      ms(t.median),
      ms(t.lowerQuartile),
      ms(t.upperQuartile),
      peakBytes === null ? '-' : formatBytes(peakBytes),
      spikeDensity === null ? '-' : percents(spikeDensity),
      ...beside,
      ...timesCells(axis.axis === 'threads' ? point.speedUp : point.growth),
    ]
  })
  return [
    `${axis.label}: ${constants(axis)}`,
    table(head, rows),
    ...axis.curves.flatMap((curve) => fitLines(curve, axis.unit)),
    ...axis.crossings.map((one) => crossingLine(first!, one, axis.unit)),
    ...axis.leftOut.map(({ side, value, why }) => `${side} is left out at ${valueText(axis.unit, value)}: ${why}`),
  ].join('\n')
}

/** How many times as fast or as long: median and quartiles. */
export function timesCells(times: Timing | null): string[] {
  if (!times) return ['', '', '']
  return [times.median, times.lowerQuartile, times.upperQuartile].map((value) => value.toFixed(2))
}

/** What stays the same along an axis: `700-200-200-20, 500 steps, batch 256, 2 threads`. */
export function constants({ axis, sizes, time, batch, threads }: ScaleAxis): string {
  return [
    axis === 'neurons' ? `${sizes[0]}-N-N-${sizes.at(-1)}` : sizes.join('-'),
    ...(axis === 'time' ? [] : [`${time} steps`]),
    ...(axis === 'batch' ? [] : [`batch ${batch}`]),
    ...(axis === 'threads' ? [] : [`${threads} threads`]),
  ].join(', ')
}

/** A value of an axis: `500`, `1.3 %`. */
export function valueText(unit: ScaleAxis['unit'], x: number): string {
  return unit === 'part' ? `${Number((100 * x).toPrecision(2))} %` : String(x)
}

function fitLines({ side, timeFit, memoryFit }: ScaleCurve, unit: ScaleAxis['unit']): string[] {
  const line = (what: string, fit: Fit | null): string[] => (fit ? [`${side}: ${what} ${fitText(fit, unit)}`] : [])
  return [...line('time', timeFit), ...line('peak', memoryFit)]
}

/** `grows with exponent 0.99 (4 points from 1000 on)` */
function fitText({ exponent, from, points }: Fit, unit: ScaleAxis['unit']): string {
  return `grows with exponent ${exponent.toFixed(2)} (${points} points from ${valueText(unit, from)} on)`
}

/** Where a side becomes faster than the first, in words. */
export function crossingLine(
  first: ScaleCurve,
  { side, x }: ScaleAxis['crossings'][number],
  unit: ScaleAxis['unit'],
): string {
  if (x === null) return `${side} is slower than ${first.side} to the end`
  return `${side} is faster than ${first.side} from ${valueText(unit, x)} on`
}
