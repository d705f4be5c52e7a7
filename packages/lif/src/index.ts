export { dense, type Dense, type Synapse } from './description/dense.js'
export { leaky, type Leaky } from './description/leaky.js'
export { lif, type Lif, type LifOptions, type Neuron } from './description/lif.js'
export { readout, spiking, type Layer, type Over, type ReadoutLayer, type SpikingLayer } from './description/layer.js'
export { isSurrogate, surrogate, type Surrogate, type SurrogateJson } from './description/surrogate.js'
export { arctan, boxcar, fastSigmoid, gaussian, logistic, triangle } from './description/surrogates.js'
export { calibrate, type CalibrateOptions, type Calibration } from './model/calibrate.js'
export { type Forward, type ForwardOptions, type Rule } from './model/forward.js'
export { normalWeights, uniformWeights, type Initializer, type InitializerRequest } from './model/initializers.js'
export { type Input } from './model/input.js'
export { type Model } from './model/model.js'
export { type ModelParameters } from './model/pass.js'
export { type LayerRecording, type Recorded, type Recording, type RunOptions, type RunResult } from './model/run.js'
export { type Stream } from './model/stream.js'
export { differences } from './network/compare.js'
export { type NetworkDescription, type ParameterDescription, type SequentialOptions } from './network/description.js'
export { type Forecast, type ForecastOptions, type LargestBatchOptions, type StepBytes } from './network/forecast.js'
export { type LayerJson, type NetworkJson, type NeuronJson, type SynapseJson } from './network/json.js'
export { outline } from './network/names.js'
export {
  networkFromCheckpoint,
  networkFromJSON,
  sequential,
  type BuildOptions,
  type Network,
} from './network/network.js'
export { networkWarnings } from './network/warnings.js'
