import { cached, encoded, latency, type DataSet, type Images } from '@snn/data'
import { fashionMnistSampleImages } from '@snn/fashion-mnist'

/** The embedded images, and the same as events. */
export interface Sets {
  readonly train: DataSet
  readonly test: DataSet
  readonly testImages: Images
}

/** Reads the images, and encodes each once: the latency code is the same in every epoch. */
export async function loadSets(): Promise<Sets> {
  const { train, test } = await fashionMnistSampleImages()
  return {
    train: await cached(encoded(train, latency())),
    test: await cached(encoded(test, latency())),
    testImages: test,
  }
}
