import type { PublishedSet } from './published-set.js'

/** A set of spike trains of units in a row, in HDF5 files of SHD's schema, one file a split. @public */
export interface SpikeSet extends PublishedSet {
  /** File name of each split, without `.gz`. */
  readonly files: Readonly<Record<string, string>>
}

const heidelberg =
  'B. Cramer, Y. Stradmann, J. Schemmel, F. Zenke: The Heidelberg Spiking Data Sets for the Systematic Evaluation of Spiking Neural Networks, IEEE TNNLS 33 (2022) 2744-2757'

/** Spiking Heidelberg Digits: 700 units of a cochlea model, 20 classes. @public */
export const SHD: SpikeSet = {
  name: 'shd',
  title: 'Spiking Heidelberg Digits',
  kind: 'events',
  shape: [700],
  samples: { train: 8_156, test: 2_264 },
  classes:
    'zero one two three four five six seven eight nine null eins zwei drei vier fuenf sechs sieben acht neun'.split(
      ' ',
    ),
  citation: heidelberg,
  license: 'CC BY 4.0',
  files: { train: 'shd_train.h5', test: 'shd_test.h5' },
}

/** Spiking Speech Commands: 700 units, 35 classes. @public */
export const SSC: SpikeSet = {
  name: 'ssc',
  title: 'Spiking Speech Commands',
  kind: 'events',
  shape: [700],
  samples: { train: 75_466, validation: 9_981, test: 20_382 },
  classes: Array.from({ length: 35 }, (_, k) => `word ${k}`),
  citation: heidelberg,
  license: 'CC BY 4.0',
  files: { train: 'ssc_train.h5', validation: 'ssc_valid.h5', test: 'ssc_test.h5' },
}
