import { shiftNeurons, SHD } from '@snn/data'
import { openEvents } from '../open-events.js'
import { eventTask } from './event-task.js'
import { paperSettings } from './paper.js'

/** Of Perez-Nieves & Goodman 2021: what differs here from their other sets. */
const paper = {
  ...paperSettings,
  rate: 1e-3,
  regularizers: { ...paperSettings.regularizers, upper: { weight: 0.06, above: 10 } },
  validation: 0,
  dt: 2e-3,
  steps: 500,
  tauReadout: 20e-3,
  over: 'sum',
  weights: 'uniform',
  shift: 0,
} as const

/** Spoken digits as spikes of 700 channels of a cochlea model. */
export const shd = eventTask({
  name: SHD.name,
  help: 'spoken digits as spikes of 700 channels, in 20 classes; from the folder of its files',
  classes: SHD.classes,
  presets: {
    /** The paper's network; it hears each recording anew, moved by some channels, at a rate that decays. */
    default: {
      ...paper,
      batch: 128,
      rate: 2e-3,
      schedule: 'cosine',
      shift: 40,
      epochs: { embedded: 25, complete: 25 },
    },
    paper,
  },
  polarities: 'keep',
  open: (folder) => openEvents(SHD.name, folder),
  augment: (train, { shift = 0 }) => (shift === 0 ? train : shiftNeurons(train, { by: shift })),
})
