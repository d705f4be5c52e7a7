import { shapeOf, type Sensor } from '../events.js'
import type { PublishedSet } from './published-set.js'

/** A set of recordings of one sensor, one file a sample. @public */
export interface CameraSet extends PublishedSet {
  readonly sensor: Sensor
}

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']
const nMnistSensor = { width: 34, height: 34, polarities: 2 }
const nCarsSensor = { width: 120, height: 100, polarities: 2 }
const stMnistSensor = { width: 10, height: 10, polarities: 2 }

/** N-MNIST: MNIST's digits shown to a moving event camera. @public */
export const N_MNIST: CameraSet = {
  name: 'nmnist',
  title: 'N-MNIST',
  kind: 'events',
  classes: digits,
  sensor: nMnistSensor,
  shape: shapeOf(nMnistSensor),
  samples: { train: 60_000, test: 10_000 },
  citation:
    'G. Orchard, A. Jayawant, G. K. Cohen, N. Thakor: Converting static image datasets to spiking neuromorphic datasets using saccades, Front. Neurosci. 9:437 (2015)',
  license: 'CC BY-SA 4.0',
}

/** N-Cars: windows on cars and background, cut out of drives with an event camera. @public */
export const N_CARS: CameraSet = {
  name: 'ncars',
  title: 'N-Cars',
  kind: 'events',
  classes: ['background', 'cars'],
  sensor: nCarsSensor,
  shape: shapeOf(nCarsSensor),
  samples: { train: 15_422, test: 8_607 },
  citation:
    'A. Sironi, M. Brambilla, N. Bourdis, X. Lagorce, R. Benosman: HATS: Histograms of averaged time surfaces for robust event-based object classification, CVPR (2018) 1731-1740',
  license: 'unknown to us; ask Prophesee',
}

/** ST-MNIST: digits written by hand on a tactile sensor of 10 x 10 taxels. It has no split of its own. @public */
export const ST_MNIST: CameraSet = {
  name: 'stmnist',
  title: 'ST-MNIST',
  kind: 'events',
  classes: digits,
  sensor: stMnistSensor,
  shape: shapeOf(stMnistSensor),
  samples: { all: 6_953 },
  citation:
    'H. H. See, B. Lim, S. Li, H. Yao, W. Cheng, H. Soh, B. C. K. Tee: ST-MNIST: the spiking tactile MNIST neuromorphic dataset, arXiv:2005.04319 (2020)',
  license: 'unknown to us; ask its authors',
}
