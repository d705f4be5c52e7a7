import { isSnnError } from '@snn/core'
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
}

/** Why a side has no point. */
export interface LeftOut {
  readonly side: string
  readonly why: string
}

/** Times the steps of several sides on a work in turn. A side that is missing, or that the work is too large for, is left out. */
export async function measurePoint(
  words: readonly string[],
  work: Work,
  threads: number,
  repeats: Repeats,
): Promise<{ readonly points: readonly SidePoint[]; readonly leftOut: readonly LeftOut[] }> {
  const sides: Side[] = []
  const leftOut: LeftOut[] = []
  try {
    for (const word of words) {
      let side: Side | undefined
      try {
        side = await openSide(word, work, threads)
        await side.turn(0)
        sides.push(side)
      } catch (error) {
        if (!isSnnError(error)) throw error
        await side?.close()
        leftOut.push({ side: word, why: error.message })
      }
    }
    const times = await inTurn(sides, repeats)
    return { points: sides.map((side, at) => pointOf(side, times[at]!, work)), leftOut }
  } finally {
    for (const side of sides) await side.close()
  }
}

function pointOf(side: Side, times: readonly StepTime[], work: Work): SidePoint {
  const account = side.account?.()
  const hidden = account?.layers.slice(0, hiddenLayers(work))
  return {
    side: side.name,
    stepMs: timing(times.map(({ ms }) => ms)),
    cpuMs: timing(times.map(({ cpuMs }) => cpuMs)),
    peakBytes: account?.peakBytes ?? null,
    activity: hidden?.map(({ active, cells }) => active / cells) ?? null,
    spikeDensity: hidden?.map(({ events, cells }) => events / cells) ?? null,
    multiplyAdds: account?.layers.reduce((sum, l) => sum + l.forward + l.weightGradient + l.inputGradient, 0) ?? null,
  }
}
