export { fashionMnistSample, fashionMnistSampleImages, type SampleOptions } from './fashion-mnist-sample.js'
export type { Sample } from './sample-file.js'
