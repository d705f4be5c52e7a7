export { cacheFolder } from './node/cache-folder.js'
export { download, type DownloadOptions, type DownloadProgress } from './node/download.js'
export {
  fashionMnist,
  idxImages,
  idxSet,
  mnist,
  type EncodedOptions,
  type FilesOptions,
  type Parts,
} from './node/idx-folder.js'
export { nMnist, type NMnistOptions } from './node/n-mnist.js'
export { readEventFile } from './node/read-event-file.js'
export { shd, spikeSet, ssc, type SpikeSetOptions } from './node/spike-set.js'
