import type { Backend, LayerCounts } from '@snn/core'
import { summarize, type Summary } from '@snn/metrics'
import { createProgram, type Rule } from '../program.js'
import type { Work } from '../work/work.js'
import { prepare, type Part, type Parts, type PeakBytes } from './parts.js'
import { processorMs } from './processor-ms.js'

/** How often. */
export interface Repeats {
  /** Rounds that are not counted. */
  readonly warmUp: number
  /** Rounds that are: each runs every part once. */
  readonly rounds: number
  /** Called after each round, those that are not counted included. */
  readonly progress?: ((done: number, all: number) => void) | undefined
}

/** The middle of repeated times in ms, and their spread. */
export type Timing = Pick<Summary, 'median' | 'lowerQuartile' | 'upperQuartile' | 'min' | 'max' | 'count'>

/** What a step came to: `bench step` prints it with --json, and a page of the playground too. */
export interface StepResult {
  readonly backend: string
  readonly device: string
  readonly rule: Rule
  readonly batch: number
  readonly time: number
  readonly sizes: readonly number[]
  readonly backwardThreshold: number | 'Infinity'
  /** Medians. */
  readonly forwardMs: number
  readonly backwardMs: number
  readonly updateMs: number
  readonly stepMs: number
  readonly uploadedStepMs: number
  /** The same as training has it: from the end of one to the end of the next, which was given before, and recorded meanwhile. */
  readonly trainingStepMs: number
  /**
   * Processor time of a whole step over all threads: below `stepMs` per thread where other programs were at work; null in a
   * page, which is not told.
   */
  readonly stepCpuMs: number | null
  readonly layer2BackwardMs: number | null
  readonly spread: Readonly<Record<string, Timing>>
  readonly peakBytes: PeakBytes
  /** Part of the cells that is active, and that spikes, per hidden layer. */
  readonly activity: readonly number[]
  readonly spikeDensity: readonly number[]
  readonly inputEvents: number
  readonly multiplyAdds: {
    readonly total: number
    readonly forward: number
    readonly weightGradient: number
    readonly inputGradient: number
    /** Of the whole step. */
    readonly perSecond: number
  }
  readonly samplesPerSecond: number
  readonly replays: number
}

/** Times the parts of a training step of a work on a backend. */
export async function measureStep(backend: Backend, work: Work, rule: Rule, repeats: Repeats): Promise<StepResult> {
  const program = await createProgram(backend, work, rule)
  const { parts, peakBytes, report, free } = await prepare(program, work)
  const times = await timeRounds(parts, repeats)
  free()
  program.free()

  const { forward: forwards, gradients: both, toSecond, throughSecond, wholeCpu } = times
  const spread: Record<string, Timing> = {
    forwardMs: timing(forwards),
    backwardMs: differenceOf(both, forwards),
    updateMs: timing(times.update),
    stepMs: timing(times.whole),
    uploadedStepMs: timing(times.uploaded),
    trainingStepMs: timing(times.inTraining),
    ...(wholeCpu.length > 0 ? { stepCpuMs: timing(wholeCpu) } : {}),
    ...(toSecond && throughSecond ? { layer2BackwardMs: differenceOf(throughSecond, toSecond) } : {}),
  }
  const stepMs = spread['stepMs']!.median
  const hidden = report.layers.filter((_, at) => at < work.sizes.length - 2)
  const total = (count: (layer: LayerCounts) => number): number => report.layers.reduce((sum, l) => sum + count(l), 0)
  const forward = total((l) => l.forward)
  const weightGradient = total((l) => l.weightGradient)
  const inputGradient = total((l) => l.inputGradient)
  const all = forward + weightGradient + inputGradient
  const threshold = rule === 'dense' ? Infinity : work.backwardThreshold
  return {
    backend: backend.name,
    device: backend.device,
    rule,
    batch: work.batch,
    time: work.time,
    sizes: work.sizes,
    backwardThreshold: Number.isFinite(threshold) ? threshold : 'Infinity',
    forwardMs: spread['forwardMs']!.median,
    backwardMs: spread['backwardMs']!.median,
    updateMs: spread['updateMs']!.median,
    stepMs,
    uploadedStepMs: spread['uploadedStepMs']!.median,
    trainingStepMs: spread['trainingStepMs']!.median,
    stepCpuMs: spread['stepCpuMs']?.median ?? null,
    layer2BackwardMs: spread['layer2BackwardMs']?.median ?? null,
    spread,
    peakBytes,
    activity: hidden.map(({ active, cells }) => active / cells),
    spikeDensity: hidden.map(({ events, cells }) => events / cells),
    inputEvents: work.events.length / 3,
    multiplyAdds: { total: all, forward, weightGradient, inputGradient, perSecond: (1000 * all) / stepMs },
    samplesPerSecond: (1000 * work.batch) / stepMs,
    replays: report.replays,
  }
}

type Times = { readonly [K in keyof Parts]: undefined extends Parts[K] ? number[] | undefined : number[] } & {
  readonly wholeCpu: number[]
  readonly inTraining: number[]
}

/** Every part once a round, in one order: what the clock does, it does to all of them. */
async function timeRounds(parts: Parts, { warmUp, rounds, progress }: Repeats): Promise<Times> {
  const entries = (Object.entries(parts) as [keyof Parts, Part | undefined][]).filter(([, part]) => part !== undefined)
  const times = {
    ...Object.fromEntries(entries.map(([name]) => [name, [] as number[]])),
    wholeCpu: [],
    inTraining: [],
  } as unknown as Times
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const [name, part] of entries) {
      const cpuBefore = processorMs()
      const before = performance.now()
      await part!()
      const ms = performance.now() - before
      if (round < warmUp) continue
      times[name]!.push(ms)
      if (name === 'whole' && cpuBefore !== undefined) times.wholeCpu.push(processorMs()! - cpuBefore)
    }
    const ms = await msInTraining(parts.uploaded)
    if (round >= warmUp) times.inTraining.push(ms)
    progress?.(round + 1, warmUp + rounds)
  }
  return times
}

/** From the end of a step to that of the next, where each is given before the one before has ended. */
export async function msInTraining(step: () => Promise<unknown>): Promise<number> {
  const first = step()
  const second = step()
  await first
  const before = performance.now()
  const third = step()
  await second
  const ms = performance.now() - before
  await third
  return ms
}

/** What `all` takes longer than `part`, round by round; the best, which no disturbed round is to make small, is that of the bests. */
export function differenceOf(all: readonly number[], part: readonly number[]): Timing {
  return { ...timing(all.map((ms, k) => ms - part[k]!)), min: Math.min(...all) - Math.min(...part) }
}

export function timing(values: ArrayLike<number>): Timing {
  const { median, lowerQuartile, upperQuartile, min, max, count } = summarize(values)
  return { median, lowerQuartile, upperQuartile, min, max, count }
}
