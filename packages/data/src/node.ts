export { cacheFolder } from './node/cache-folder.js'
export { nCars, stMnist, type SetFolderOptions } from './node/camera-set.js'
export type { DownloadProgress } from './download-progress.js'
export { download, type DownloadOptions } from './node/download.js'
export { eventFolder, type EventFolderOptions } from './node/event-folder.js'
export { convertEventSet, eventSetFile, type ConvertOptions } from './node/event-set-file.js'
export { fileSource } from './node/file-source.js'
export {
  fashionMnist,
  idxImages,
  idxSet,
  mnist,
  type EncodedOptions,
  type FilesOptions,
  type Parts,
} from './node/idx-folder.js'
export { convertedSet, eventSetName, loadEvents, loadImages, publishedSets, type Splits } from './node/load-set.js'
export { inWorkers, type InWorkersOptions, type WorkerSet } from './node/in-workers.js'
export { nMnist } from './node/n-mnist.js'
export { readEventFile } from './node/read-event-file.js'
export { shd, spikeSet, ssc, type SpikeSetOptions } from './node/spike-set.js'
