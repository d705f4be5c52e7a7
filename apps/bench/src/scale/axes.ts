import type { SyntheticOptions } from '../work/synthetic.js'

/** What a point is measured on: the work, and threads of every side. */
export interface Setting {
  readonly work: SyntheticOptions
  readonly threads: number
}

/** Something that grows while all else stays. */
export interface Axis {
  readonly label: string
  readonly unit: 'number' | 'part'
  /** The values that are measured where none are given. */
  values(cores: number): readonly number[]
  at(base: Setting, value: number): Setting
}

const DENSITIES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.5]

/** Everything that `bench scale` lets grow. */
export const axes = {
  time: axis('time steps', [125, 250, 500, 1000, 2000, 4000, 8000], (time) => ({ time })),
  neurons: axis('neurons of each hidden layer', [100, 200, 400, 1000, 2000], (neurons) => ({
    hidden: [neurons, neurons],
  })),
  batch: axis('samples', [1, 4, 16, 64, 128, 256, 512, 1024], (batch) => ({ batch })),
  /** Input events, spikes and active entries become dense together, as they do in networks. */
  activity: {
    ...axis('active part of the hidden cells', DENSITIES, (part) => ({
      inputDensity: part,
      spikeDensity: [part],
      activity: [part],
    })),
    unit: 'part',
  },
  threads: {
    label: 'threads',
    unit: 'number',
    values: (cores) => Array.from({ length: cores }, (_, k) => k + 1),
    at: (base, threads) => ({ ...base, threads }),
  },
} as const satisfies Readonly<Record<string, Axis>>

export type AxisName = keyof typeof axes

function axis(label: string, values: readonly number[], change: (value: number) => Partial<SyntheticOptions>): Axis {
  return {
    label,
    unit: 'number',
    values: () => values,
    at: (base, value) => ({ ...base, work: { ...base.work, ...change(value) } }),
  }
}
