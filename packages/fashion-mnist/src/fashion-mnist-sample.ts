import { encoded, latency, type DataSet, type Encoder } from '@snn/data'
import { embeddedBytes } from './embedded-bytes.js'
import { readSample, type Sample } from './sample-file.js'

/** @public */
export interface SampleOptions {
  /** How images become events; the paper's latency code (100 steps of 1 ms) when absent. */
  readonly encoder?: Encoder<Uint8Array>
}

/**
 * The embedded part of Fashion-MNIST, 6,000 training and 1,000 test images of 28 x 28, the same number of each class,
 * encoded as events of 784 neurons.
 * @public
 */
export async function fashionMnistSample(options: SampleOptions = {}): Promise<{ train: DataSet; test: DataSet }> {
  const { train, test } = await fashionMnistSampleImages()
  const encoder = options.encoder ?? latency()
  return { train: encoded(train, encoder), test: encoded(test, encoder) }
}

/** The embedded images themselves. @public */
export async function fashionMnistSampleImages(): Promise<Sample> {
  return readSample(await embeddedBytes())
}
