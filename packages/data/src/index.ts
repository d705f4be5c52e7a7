export { batches, type Batch, type Batches, type BatchesOptions } from './batches.js'
export { byteSource, type ByteSource } from './byte-source.js'
export { cached, type CachedOptions } from './cached.js'
export type {
  About,
  Collection,
  DataSet,
  EventSink,
  EventSource,
  GridEvents,
  GridRows,
  Moment,
  Repeats,
  Source,
} from './data-set.js'
export type { DownloadProgress } from './download-progress.js'
export { encoded, type Encoder } from './encoder.js'
export { bins, type BinsOptions } from './encoders/bins.js'
export { delta, type DeltaOptions } from './encoders/delta.js'
export { latency, type LatencyOptions } from './encoders/latency.js'
export { population, type PopulationOptions } from './encoders/population.js'
export { rate, type RateOptions } from './encoders/rate.js'
export { thermometer, type ThermometerOptions } from './encoders/thermometer.js'
export { openEventSet, type EventSet } from './event-set/event-set-reader.js'
export { eventSetWriter, type EventSetWriter } from './event-set/event-set-writer.js'
export type { EventSetMeta } from './event-set/layout.js'
export { recordings, type RecordingsParts } from './event-recordings.js'
export {
  filterEvents,
  joinEvents,
  neuronOf,
  newEvents,
  reusedEvents,
  shapeOf,
  sliceEvents,
  sortByTime,
  type Events,
  type MakeEvents,
  type Sensor,
} from './events.js'
export { fetchFile, type FetchFileOptions } from './fetch-file.js'
export { eventSink } from './event-sink.js'
export { readBytes, type ByteInput } from './gunzip.js'
export type { EventFormatName, Evt3Clock } from './formats/event-format.js'
export { readNpy, writeNpy, type NpyArray, type ReadNpyOptions } from './formats/npy.js'
export { readNpz, writeNpz } from './formats/npz.js'
export type { NumberArray } from './formats/npy-types.js'
export { readIdx, type Idx, type IdxArray, type ReadIdxOptions } from './idx.js'
export { images, imagesFromIdx, type IdxImagesOptions, type Images, type ImagesParts } from './images.js'
export { fromDense, fromEvents, spikesFromDense, type DenseAxes, type OwnDataOptions } from './own-data.js'
export { packer, type Packer, type PackerOptions } from './packer.js'
export { N_CARS, N_MNIST, ST_MNIST, type CameraSet } from './sets/camera-sets.js'
export { FASHION_MNIST, MNIST, type IdxSet, type PublishedFile } from './sets/idx-set.js'
export { readEvents, streamEvents, type ReadEventsOptions, type Recording } from './read-events.js'
export type { PublishedSet } from './sets/published-set.js'
export { split, type SplitOptions } from './split.js'
export { subset } from './subset.js'
export { shiftNeurons, type ShiftNeuronsOptions } from './shift-neurons.js'
export { SHD, SSC, type SpikeSet } from './sets/spike-sets.js'
export { readTar, type ArchiveFile, type ReadArchiveOptions } from './tar.js'
export { cropSpace, type CropSpaceOptions } from './transforms/crop-space.js'
export { cropTime, type CropTimeOptions } from './transforms/crop-time.js'
export { denoise, type DenoiseOptions } from './transforms/denoise.js'
export { downsampleSpace, type DownsampleSpaceOptions } from './transforms/downsample-space.js'
export { downsampleTime, type DownsampleTimeOptions } from './transforms/downsample-time.js'
export { dropArea, dropEvents, dropTime, type DropEventsOptions, type DropPartOptions } from './transforms/drop.js'
export { flatten } from './transforms/flatten.js'
export { flipSpace, flipTime, type FlipSpaceOptions, type FlipTimeOptions } from './transforms/flip.js'
export { jitterSpace, type JitterSpaceOptions } from './transforms/jitter-space.js'
export { jitterTime, type JitterTimeOptions } from './transforms/jitter-time.js'
export { mergePolarities, splitPolarities } from './transforms/polarities.js'
export { refractory, type RefractoryOptions } from './transforms/refractory.js'
export { shiftSpace, type ShiftSpaceOptions } from './transforms/shift-space.js'
export { stretchTime, type StretchTimeOptions } from './transforms/stretch-time.js'
export { compose, transformed, type Transform } from './transforms/transform.js'
