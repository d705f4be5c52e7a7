export * from './backend.js'
export { contractVersion } from './brand.js'
export * from './errors.js'
export {
  assertHostArray,
  hostArray,
  toContiguous,
  type DataOf,
  type Dtype,
  type EventList,
  type HostArray,
} from './host-array.js'
export { packEvents, sortEvents, type EventRows, type UnsortedEvents } from './events.js'

export type { Scalar, Tensor } from './tensor.js'
export type { SpikeTrain } from './spike-train.js'
export type { Backend, BackendFactory, Memory, Settled, StepOptions, StepReport, StepResult } from './types.js'
export { isSpikeTrain, isTensor } from './value.js'
export { createBackend, resetPeak } from './runtime.js'
export { createRehearsal, type Rehearsal } from './step/rehearsal.js'
export { repeatedStep, type RepeatedStep } from './step/repeated.js'
export { firstOf, type FirstOfOptions } from './first-of.js'

export * from './ops/arithmetic.js'
export { full, zeros } from './ops/create.js'
export { concat, reshape, slice, stack, transpose, unbind } from './ops/layout.js'
export { argmax, max, mean, sum, type ReduceOptions } from './ops/reduce.js'
export { matmul } from './ops/matmul.js'
export { gather } from './ops/gather.js'
export { crossEntropy, logSoftmax, meanSquaredError } from './ops/losses.js'
export { spikeRegularizer, type SpikeRegularizer } from './ops/spike-regularizer.js'
export { stopGradient } from './ops/stop-gradient.js'
export { surrogateSpike } from './ops/surrogate-spike.js'
export { assign } from './ops/assign.js'
export { gradients, type GradientsOf, type Like, type SpikeGradient, type Tree } from './autograd/gradients.js'

export { spikeCounts, toDense } from './spiking/counts.js'
export { leakyReadout, spikingLayer, type LayerOperands, type ReadoutOperands, type Wanted } from './spiking/layer.js'
export { readActive, readEvents } from './spiking/inspect.js'
export { releasePlans } from './spiking/release.js'

export { adam, adamw, type AdamOptions } from './optimizers/adam.js'
export { sgd, type SgdOptions } from './optimizers/sgd.js'
export { clipByNorm } from './optimizers/clip.js'
export type { Optimizer, Rate } from './optimizers/optimizer.js'

export * as expr from './expression/build.js'
export { derivative } from './expression/derivative.js'
export { evaluate, evaluator } from './expression/evaluate.js'
export {
  intern,
  isExpression,
  nodesOf,
  operandsOf,
  type Binary,
  type Compare,
  type Expression,
  type Unary,
} from './expression/expression.js'
export { inputsOf, scalarsOf } from './expression/inspect.js'
export { simplify } from './expression/simplify.js'
export { compileTape, type Tape, type TapeNode } from './expression/tape.js'

export { inNextTurn, nextTurn } from './next-turn.js'
export * as numeric from './numeric.js'
export { expressionFromJson } from './expression/from-json.js'
export { expressionToJson, type ExpressionJson } from './expression/json.js'
export { print } from './expression/print.js'
export { normalArray, uniformArray, type RandomFill } from './random/fill.js'
export { randomKey, splitKey, type RandomStream } from './random/key.js'
export { randomNormal, randomUniform, randomWord, uniformOf, normalOf, wordSequence } from './random/numbers.js'
export { permutation } from './random/permutation.js'
export type { RandomKey } from './random/threefry.js'
export { readSafetensors, writeSafetensors, type Safetensors } from './safetensors.js'
export {
  constantRate,
  cosineRate,
  linearRate,
  scheduleFromJson,
  stepRate,
  withWarmUp,
  type Schedule,
  type ScheduleJson,
} from './schedules.js'
export { formatBytes } from './bytes.js'
