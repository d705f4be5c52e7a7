import type { Over } from './work.js'

/** What one kind of synthetic work looks like: sizes and targets of the data sets of Perez-Nieves & Goodman 2021. */
export interface Shape {
  readonly inputs: number
  readonly classes: number
  readonly time: number
  /** α = exp(-Δt/τ_mem), in steps of Δt. */
  readonly tau: number
  readonly tauReadout: number
  readonly over: Over
  /** 'scattered': every cell alike; 'latency': a part of the inputs spikes once, as the latency code of images does. */
  readonly code: 'scattered' | 'latency'
  /** Part of the cells that hold an event; for 'latency', part of the inputs that spike. */
  readonly inputDensity: number
  /** Part of the cells that spike, and that are within B_th = 0.2 of the threshold, per hidden layer; the last goes on. */
  readonly spikeDensity: readonly number[]
  readonly activity: readonly number[]
}

export const shapes: Readonly<Record<string, Shape>> = {
  shd: {
    inputs: 700,
    classes: 20,
    time: 500,
    tau: 5,
    tauReadout: 10,
    over: 'sum',
    code: 'scattered',
    inputDensity: 0.015,
    spikeDensity: [0.014],
    activity: [0.018, 0.01],
  },
  'fashion-mnist': {
    inputs: 784,
    classes: 10,
    time: 100,
    tau: 10,
    tauReadout: 10,
    over: 'max',
    code: 'latency',
    inputDensity: 0.5,
    spikeDensity: [0.009],
    activity: [0.011, 0.009],
  },
  nmnist: {
    inputs: 34 * 34,
    classes: 10,
    time: 300,
    tau: 10,
    tauReadout: 10,
    over: 'max',
    code: 'scattered',
    inputDensity: 0.01,
    spikeDensity: [0.012],
    activity: [0.014, 0.01],
  },
}
