import { N_MNIST } from '@snn/data'
import { openEvents } from '../open-events.js'
import { eventTask } from './event-task.js'

/** Of Perez-Nieves & Goodman 2021. */
const paper = {
  hidden: [200, 200],
  epochs: { embedded: 100, complete: 100 },
  batch: 256,
  rate: 2e-4,
  schedule: 'constant',
  backwardThreshold: 0.2,
  regularizers: { upper: { weight: 0.06, above: 1 }, lower: { weight: 100, below: 1e-3 } },
  validation: 0.05,
  testEvery: 1,
  dt: 1e-3,
  steps: 300,
  tau: 10e-3,
  tauReadout: 10e-3,
  slope: 100,
  over: 'max',
  weights: 'uniform',
} as const

/** Digits seen by a moving event camera; both polarities of a pixel are one input. */
export const nmnist = eventTask({
  name: N_MNIST.name,
  help: 'digits seen by an event camera, in 10 classes; from the folder of its files',
  classes: N_MNIST.classes,
  presets: {
    /** The paper's network, woken first, with smaller batches and a higher rate that decays. */
    default: {
      ...paper,
      batch: 64,
      rate: 4e-3,
      schedule: 'cosine',
      calibrate: 1,
      epochs: { embedded: 20, complete: 20 },
    },
    paper,
  },
  polarities: 'merge',
  open: (folder) => openEvents(N_MNIST.name, folder),
})
