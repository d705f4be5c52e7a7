/** What Perez-Nieves & Goodman 2021 train their data sets of images and cameras with; their digits of sound in part too. */
export const paperSettings = {
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
  tau: 10e-3,
  tauReadout: 10e-3,
  slope: 100,
  over: 'max',
} as const
