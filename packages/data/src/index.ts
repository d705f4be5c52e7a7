export { batches, type Batch, type Batches, type BatchesOptions } from './batches.js'
export { cached, type CachedOptions } from './cached.js'
export type {
  About,
  Collection,
  DataSet,
  EventSink,
  GridEvents,
  GridRows,
  Moment,
  Repeats,
  Source,
} from './data-set.js'
export { encoded, type Encoder } from './encoder.js'
export { bins, type BinsOptions } from './encoders/bins.js'
export { latency, type LatencyOptions } from './encoders/latency.js'
export { recordings, type RecordingsParts } from './event-recordings.js'
export { joinEvents, newEvents, shapeOf, sliceEvents, type Events, type Sensor } from './events.js'
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
export { FASHION_MNIST, MNIST, type IdxSet, type PublishedFile } from './sets/idx-set.js'
export { readEvents, streamEvents, type ReadEventsOptions, type Recording } from './read-events.js'
export { split, type SplitOptions } from './split.js'
export { subset } from './subset.js'
export { shiftNeurons, type ShiftNeuronsOptions } from './shift-neurons.js'
export { SHD, SSC, type SpikeSet } from './sets/spike-sets.js'
export { readTar, type ArchiveFile, type ReadArchiveOptions } from './tar.js'
