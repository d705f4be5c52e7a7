import { bins, encoded, latency, SHD, type DataSet } from '@snn/data'
import { fashionMnist, nMnist, spikeSet } from '@snn/data/node'
import { fashionMnistSample } from '@snn/fashion-mnist'

/** The grid that samples are put on. */
export interface Grid {
  /** Steps of a sample. */
  readonly time: number
  /** Seconds a step. */
  readonly dt: number
}

/** A published set that works can be made of. */
export interface BenchedSet {
  /** The shape that it is like: sizes, time constants, targets. */
  readonly shape: string
  /** Seconds of a sample that are looked at. */
  readonly seconds: number
  /** Its training samples, from the published files. */
  load(folder: string, grid: Grid): Promise<DataSet>
  /** A part of them that comes with the library. */
  readonly embedded?: (grid: Grid) => Promise<DataSet>
}

/** By the names of `--data`. */
export const dataSets: Readonly<Record<string, BenchedSet>> = {
  shd: {
    shape: 'shd',
    seconds: 1,
    load: async (folder, grid) => encoded(await spikeSet(SHD, 'train', { folder }), bins(grid)),
  },
  nmnist: {
    shape: 'nmnist',
    seconds: 0.3,
    load: async (folder, grid) => encoded((await nMnist({ folder })).train, bins({ ...grid, polarities: 'merge' })),
  },
  'fashion-mnist': {
    shape: 'fashion-mnist',
    seconds: 0.1,
    load: async (folder, grid) => (await fashionMnist({ folder, encoder: latency(grid) })).train,
    embedded: async (grid) => (await fashionMnistSample({ encoder: latency(grid) })).train,
  },
}
