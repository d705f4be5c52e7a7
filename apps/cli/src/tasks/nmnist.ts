import { N_MNIST } from '@snn/data'
import { openEvents } from '../open-events.js'
import { eventTask } from './event-task.js'
import { paperSettings } from './paper.js'

/** Of Perez-Nieves & Goodman 2021. */
const paper = { ...paperSettings, steps: 300, weights: 'uniform' } as const

/** Digits seen by a moving event camera; both polarities of a pixel are one input. */
export const nmnist = eventTask({
  name: N_MNIST.name,
  help: 'digits seen by an event camera, in 10 classes; from the folder of its files',
  classes: N_MNIST.classes,
  presets: {
    /** The paper's network, woken first, with smaller batches and a higher rate that decays (chosen on validation samples). */
    default: {
      ...paper,
      batch: 64,
      rate: 2e-3,
      schedule: 'cosine',
      calibrate: 1,
      epochs: { embedded: 20, complete: 20 },
    },
    paper,
  },
  polarities: 'merge',
  open: (folder) => openEvents(N_MNIST.name, folder),
})
