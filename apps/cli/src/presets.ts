import type { SpikeRegularizer } from '@snn/core'

/** What a training is made of: everything that must be the same for the same result. Written to the run folder. */
export interface Settings {
  readonly dataset: 'fashion-mnist'
  /** The folder of the original files; absent for the embedded part. */
  readonly data?: string
  /** Neurons of the hidden layers. */
  readonly hidden: readonly number[]
  readonly epochs: number
  readonly batch: number
  readonly rate: number
  readonly seed: number
  readonly rule: 'sparse' | 'dense' | 'unrolled'
  readonly backwardThreshold: number
  readonly regularizers: SpikeRegularizer
  /** Share of the training samples that is held out to choose by. */
  readonly validation: number
  readonly dt: number
  readonly steps: number
  readonly tau: number
  readonly tauReadout: number
}

/** Of Perez-Nieves & Goodman 2021 for Fashion-MNIST. */
const paper = {
  hidden: [200, 200],
  batch: 256,
  rate: 2e-4,
  backwardThreshold: 0.2,
  regularizers: { upper: { weight: 0.06, above: 1 }, lower: { weight: 100, below: 1e-3 } },
  dt: 1e-3,
  steps: 100,
  tau: 10e-3,
  tauReadout: 10e-3,
} as const

/** Named starting points; options change them one by one. */
export const presets = {
  /** The paper's network, trained at five times its rate: it gets there in a tenth of the epochs. */
  default: { ...paper, rate: 1e-3 },
  paper,
} as const

export type PresetName = keyof typeof presets
