import type { PublishedSet } from './published-set.js'

/** One file of a set as its publisher made it. @public */
export interface PublishedFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** A set of images in four IDX files, as MNIST is. @public */
export interface IdxSet extends PublishedSet {
  /** Where the files are, by name below each. */
  readonly urls: readonly string[]
  readonly train: { readonly images: PublishedFile; readonly labels: PublishedFile }
  readonly test: { readonly images: PublishedFile; readonly labels: PublishedFile }
}

/** Fashion-MNIST: 60,000 + 10,000 images of 28 x 28 bytes, 10 classes. @public */
export const FASHION_MNIST: IdxSet = {
  name: 'fashion-mnist',
  title: 'Fashion-MNIST',
  kind: 'images',
  classes: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  citation:
    'H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms, arXiv:1708.07747 (2017)',
  license: 'MIT',
  shape: [28, 28],
  samples: { train: 60_000, test: 10_000 },
  urls: ['https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/'],
  train: {
    images: {
      name: 'train-images-idx3-ubyte.gz',
      bytes: 26421880,
      sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
    },
    labels: {
      name: 'train-labels-idx1-ubyte.gz',
      bytes: 29515,
      sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
    },
  },
  test: {
    images: {
      name: 't10k-images-idx3-ubyte.gz',
      bytes: 4422102,
      sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
    },
    labels: {
      name: 't10k-labels-idx1-ubyte.gz',
      bytes: 5148,
      sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
    },
  },
}

/** MNIST: 60,000 + 10,000 images of 28 x 28 bytes, the ten digits. @public */
export const MNIST: IdxSet = {
  name: 'mnist',
  title: 'MNIST',
  kind: 'images',
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  citation:
    'Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document recognition, Proc. IEEE 86 (1998) 2278-2324',
  license: 'CC BY-SA 3.0',
  shape: [28, 28],
  samples: { train: 60_000, test: 10_000 },
  urls: ['https://ossci-datasets.s3.amazonaws.com/mnist/', 'https://storage.googleapis.com/cvdf-datasets/mnist/'],
  train: {
    images: {
      name: 'train-images-idx3-ubyte.gz',
      bytes: 9912422,
      sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    },
    labels: {
      name: 'train-labels-idx1-ubyte.gz',
      bytes: 28881,
      sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
    },
  },
  test: {
    images: {
      name: 't10k-images-idx3-ubyte.gz',
      bytes: 1648877,
      sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
    },
    labels: {
      name: 't10k-labels-idx1-ubyte.gz',
      bytes: 4542,
      sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
    },
  },
}
