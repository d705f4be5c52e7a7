import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import { wideVectors } from '@snn/backend-cpu/wide-vectors'

/** The machine that figures were measured on; null is what a page is not told. */
export interface Machine {
  readonly processor: string | null
  readonly cores: number
  readonly memoryBytes: number | null
  readonly system: string
  /** Node or the browser, with its version; that V8 may join vectors of 128 bits to 256 is said. */
  readonly runtime: string
  /** Processes that wanted to run in the last minute, before the measurement: above 0 means that others were at work. */
  readonly loadBefore: number | null
}

export function describeMachine(): Machine {
  const all = cpus()
  return {
    processor: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
    runtime: `Node ${process.version}${wideVectors() ? ', vectors of 256 bits' : ''}`,
    loadBefore: loadavg()[0]!,
  }
}

/** A machine in a line. */
export const machineLine = ({ processor, cores, runtime, loadBefore }: Machine): string =>
  `${processor ?? 'processor not told'}, ${cores} cores, ${runtime}; load before ${loadText(loadBefore)}`

/** `0.3`, or that it is not known. */
export const loadText = (load: Machine['loadBefore']): string => load?.toFixed(1) ?? 'not told'
