import { openEvents } from '../open-events.js'
import { eventTask } from './event-task.js'

const preset = {
  hidden: [200, 200],
  epochs: { embedded: 20, complete: 20 },
  batch: 128,
  rate: 2e-3,
  schedule: 'cosine',
  backwardThreshold: 0.2,
  regularizers: { upper: { weight: 0.06, above: 10 }, lower: { weight: 100, below: 1e-3 } },
  validation: 0,
  testEvery: 1,
  dt: 1e-3,
  steps: 300,
  tau: 10e-3,
  tauReadout: 20e-3,
  slope: 100,
  over: 'max',
  weights: 'uniform',
} as const

/** Recordings of one's own. The paper says nothing of these: both presets are ours. */
export const folder = eventTask({
  name: 'folder',
  help: 'your own recordings: a folder for each class, or event-set files',
  classes: [],
  presets: { default: preset, paper: preset },
  polarities: 'keep',
  open: (path) => openEvents('folder', path),
})
