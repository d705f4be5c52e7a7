import type { Side } from '../compare/side.js'
import type { Repeats } from '../step/measure.js'
import { syntheticWork } from '../work/synthetic.js'
import type { Work } from '../work/work.js'
import { axes, type Axis, type AxisName, type Setting } from './axes.js'
import { crossing, fitExponent, type Fit } from './exponent.js'
import { measurePoint, type LeftOut, type SidePoint } from './measure-point.js'
import { widened } from './widen.js'

/** What one side took, and held, along an axis. */
export interface ScaleCurve {
  readonly side: string
  /** `x`: the value of the axis; of activity, what was reached. */
  readonly points: readonly (SidePoint & { readonly x: number; readonly backwardThreshold: number })[]
  /** Of the time, by what grew from point to point in turn, or else by medians; and of the peak bytes. */
  readonly timeFit: Fit | null
  readonly memoryFit: Fit | null
}

/** What was measured along an axis. */
export interface ScaleAxis {
  readonly axis: AxisName
  readonly label: string
  readonly unit: Axis['unit']
  /** What stays the same; what the axis changes is that of the last point. */
  readonly batch: number
  readonly time: number
  readonly sizes: readonly number[]
  readonly threads: number
  readonly curves: readonly ScaleCurve[]
  /** From which x on a side is faster than the first one, to the end: null where it is not. */
  readonly crossings: readonly { readonly side: string; readonly x: number | null }[]
  readonly leftOut: readonly (LeftOut & { readonly value: number })[]
}

/** How an axis is measured: the first side is the one that is looked at, the others are what it is held against. */
export interface AxisRequest {
  readonly axis: AxisName
  readonly values: readonly number[]
  readonly base: Setting
  readonly sides: readonly string[]
  readonly repeats: Repeats
  onProgress(text: string): void
}

export async function measureAxis(request: AxisRequest): Promise<ScaleAxis> {
  const { axis, values, base, sides, repeats, onProgress } = request
  const { label, unit, at }: Axis = axes[axis]
  const points = new Map(sides.map((side) => [side, [] as ScaleCurve['points'][number][]]))
  const leftOut: ScaleAxis['leftOut'][number][] = []
  let last: { readonly work: Work; readonly threads: number } | undefined
  let before: Side | undefined
  try {
    for (const value of values) {
      onProgress(`${axis} ${value}`)
      const setting = at(base, value)
      const work = await workAt(axis, setting, value)
      const against = axis === 'threads' && value !== values[0] ? values[0] : undefined
      const found = await measurePoint({ words: sides, work, threads: setting.threads, against, before, repeats })
      await before?.close()
      before = undefined
      // Along threads all take turns with the fewest instead.
      if (axis === 'threads') await found.first?.close()
      else before = found.first
      const activity = found.points.find(({ side }) => side === sides[0])?.activity
      const x = axis === 'activity' && activity ? activity.reduce((a, b) => a + b, 0) / activity.length : value
      for (const point of found.points)
        points.get(point.side)!.push({ x, backwardThreshold: work.backwardThreshold, ...point })
      for (const one of found.leftOut) {
        onProgress(`${axis} ${value}: ${one.side} is left out: ${one.why}`)
        leftOut.push({ value, ...one })
      }
      last = { work, threads: setting.threads }
    }
  } finally {
    await before?.close()
  }
  const curves = sides.map((side) => curveOf(side, points.get(side)!))
  const { work, threads } = last!
  return {
    axis,
    label,
    unit,
    batch: work.batch,
    time: work.time,
    sizes: work.sizes,
    threads,
    curves,
    crossings: curves.slice(1).flatMap((curve) => crossingOf(curves[0]!, curve)),
    leftOut,
  }
}

/** The synthetic work of a setting; along `activity`, in a B_th that makes as many cells active as asked. */
async function workAt(axis: AxisName, { work: options }: Setting, value: number): Promise<Work> {
  const work = await syntheticWork(options)
  return axis === 'activity' ? widened(work, value) : work
}

function curveOf(side: string, points: ScaleCurve['points']): ScaleCurve {
  const held = points.flatMap(({ x, peakBytes }) => (peakBytes === null ? [] : [{ x, y: peakBytes }]))
  const timeFit = throughMedians(fitExponent(grownTimes(points)), points)
  return { side, points, timeFit, memoryFit: fitExponent(held) }
}

/**
 * Medians, and where a point took turns with the one before, that one's time as often as it was found to last longer: what the clock of the machine
 * does between points is then left out.
 */
function grownTimes(points: ScaleCurve['points']): { x: number; y: number }[] {
  let y = 1
  return points.map(({ x, stepMs, growth }) => {
    y = growth ? y * growth.median : stepMs.median
    return { x, y }
  })
}

/** The same exponent, with the factor that the medians of the fitted points have in the mean. */
function throughMedians(fit: Fit | null, points: ScaleCurve['points']): Fit | null {
  if (fit === null) return null
  const { exponent, from } = fit
  const logs = points
    .filter(({ x }) => x >= from)
    .map(({ x, stepMs }) => Math.log(stepMs.median) - exponent * Math.log(x))
  return { ...fit, factor: Math.exp(logs.reduce((a, b) => a + b) / logs.length) }
}

/** Where both have points, and the other has any. */
function crossingOf(first: ScaleCurve, other: ScaleCurve): ScaleAxis['crossings'] {
  const shared = other.points.flatMap((point) => {
    const own = first.points.find(({ x }) => x === point.x)
    return own ? [{ x: point.x, own: own.stepMs.median, other: point.stepMs.median }] : []
  })
  if (shared.length === 0) return []
  const times = (key: 'x' | 'own' | 'other'): number[] => shared.map((point) => point[key])
  return [{ side: other.side, x: crossing(times('x'), times('own'), times('other')) }]
}
