import { isSnnError } from '@snn/core'
import { pairedRatios } from '@snn/metrics'
import { inTurn } from '../compare/in-turn.js'
import type { Side, StepTime } from '../compare/side.js'
import { openSide } from '../compare/sides.js'
import { timing, type Repeats, type Timing } from '../step/measure.js'
import { hiddenLayers, type Work } from '../work/work.js'

/** What one side took at one value of an axis. */
export interface SidePoint {
  readonly side: string
  readonly stepMs: Timing
  readonly cpuMs: Timing
  /** By the backend's account, weights and events included; null where a side does not tell. */
  readonly peakBytes: number | null
  /** Per hidden layer, and in the whole step: null where a side does not tell. */
  readonly activity: readonly number[] | null
  readonly spikeDensity: readonly number[] | null
  readonly multiplyAdds: number | null
  /** How many times as fast as with the fewest threads, turn by turn with it in turn; null but along `threads`. */
  readonly speedUp: Timing | null
  /** How many times as long as at the value before, turn by turn with it in turn; null but for the first side, from the second value on, and along `threads`. */
  readonly growth: Timing | null
}

/** Why a side has no point. */
export interface LeftOut {
  readonly side: string
  readonly why: string
}

/** How the sides of a point are timed. */
export interface PointRequest {
  /** Their names. */
  readonly words: readonly string[]
  readonly work: Work
  readonly threads: number
  /** So many threads take turns with `threads`, to be held against. */
  readonly against?: number | undefined
  /** The first side at the value before, which takes turns with them, too. */
  readonly before?: Side | undefined
  readonly repeats: Repeats
}

/**
 * Times the steps of several sides on a work in turn. A side that is missing, or that the work is too large for, is left out. The first side stays open, to
 * be held against at the next value.
 */
export async function measurePoint({ words, work, threads, against, before, repeats }: PointRequest): Promise<{
  readonly points: readonly SidePoint[]
  readonly leftOut: readonly LeftOut[]
  readonly first: Side | undefined
}> {
  let first: Side | undefined
  const sides: Side[] = []
  const slower: Side[] = []
  const leftOut: LeftOut[] = []
  try {
    for (const word of words) {
      let side: Side | undefined
      try {
        side = await openSide(word, work, threads)
        await side.turn(0)
        if (against !== undefined) slower.push(await openSide(word, work, against))
        sides.push(side)
      } catch (error) {
        if (!isSnnError(error)) throw error
        await side?.close()
        leftOut.push({ side: word, why: error.message })
      }
    }
    const times = await inTurn([...sides, ...slower, ...(before ? [before] : [])], repeats)
    const ofBefore = before && times.at(-1)
    if (!leftOut.some(({ side }) => side === words[0])) first = sides[0]
    const points = sides.map((side, at) =>
      pointOf(side, times[at]!, slower[at] && times[sides.length + at], side === first ? ofBefore : undefined, work),
    )
    return { points, leftOut, first }
  } finally {
    for (const side of [...sides, ...slower]) if (side !== first) await side.close()
  }
}

function pointOf(
  side: Side,
  times: readonly StepTime[],
  slower: readonly StepTime[] | undefined,
  before: readonly StepTime[] | undefined,
  work: Work,
): SidePoint {
  const account = side.account?.()
  const hidden = account?.layers.slice(0, hiddenLayers(work))
  return {
    side: side.name,
    stepMs: timing(msOf(times)),
    cpuMs: timing(times.map(({ cpuMs }) => cpuMs)),
    peakBytes: account?.peakBytes ?? null,
    activity: hidden?.map(({ active, cells }) => active / cells) ?? null,
    spikeDensity: hidden?.map(({ events, cells }) => events / cells) ?? null,
    multiplyAdds: account?.layers.reduce((sum, l) => sum + l.forward + l.weightGradient + l.inputGradient, 0) ?? null,
    speedUp: slower ? timing(pairedRatios(msOf(slower), msOf(times)).ratios) : null,
    growth: before ? timing(pairedRatios(msOf(times), msOf(before)).ratios) : null,
  }
}

const msOf = (times: readonly StepTime[]): number[] => times.map(({ ms }) => ms)
