import { cpus, loadavg, platform, release, totalmem } from 'node:os'

/** The machine that figures were measured on. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryBytes: number
  readonly system: string
  readonly node: string
  /** Processes that wanted to run in the last minute, before the measurement: above 0 means that others were at work. */
  readonly loadBefore: number
}

export function describeMachine(): Machine {
  const all = cpus()
  return {
    processor: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
    node: process.version,
    loadBefore: loadavg()[0]!,
  }
}

/** A machine in a line. */
export const machineLine = ({ processor, cores, node, loadBefore }: Machine): string =>
  `${processor}, ${cores} cores, Node ${node}; load before ${loadBefore.toFixed(1)}`
