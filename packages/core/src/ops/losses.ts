import { ArgumentError, DtypeError, ShapeError } from '../errors.js'
import { constant, exp, input, log, mul, scalar, select, sub } from '../expression/build.js'
import { asPublic } from '../runtime.js'
import type { SpikeTrain } from '../spike-train.js'
import { spikeCounts } from '../spiking/counts.js'
import type { DeviceTensor, Scalar, Tensor } from '../tensor.js'
import { asTensor, commonRuntime, isTensor } from '../value.js'
import * as arithmetic from './arithmetic.js'
import { checkRange } from './gather.js'
import { reshaped } from './layout.js'
import { mapTensors } from './map.js'
import { mean, sum } from './reduce.js'
import { reduceKernel } from './sum.js'

const difference = sub(input(0), input(1))

/** x - log Σ exp x along the last axis, computed from the largest element down so that nothing overflows. @public */
export function logSoftmax(x: Tensor): Tensor {
  const tensor = asTensor(x, 'logSoftmax')
  if (tensor.shape.length === 0) throw new ShapeError({ what: 'logSoftmax needs at least one axis; got a scalar' })
  return asPublic(tensor.runtime.operate(() => logSoftmaxOf(tensor)))
}

function logSoftmaxOf(x: DeviceTensor): DeviceTensor<'float32'> {
  const { tape } = x.runtime.recorder!
  const output = untaped(x, () => {
    const shifted = mapTensors('logSoftmax', difference, [x, alongLast(reduceKernel('max', x, x.shape.length - 1))])
    return mapTensors('logSoftmax', sub(input(0), log(input(1))), [
      shifted,
      sumLast(mapTensors('exp', exp(input(0)), [shifted])),
    ])
  })
  tape.add({
    name: 'logSoftmax',
    inputs: [x],
    outputs: [output],
    backward: (flow) => {
      const gradient = flow.gradientOf(0)!
      const slope = sub(input(1), mul(exp(input(0)), input(2)))
      flow.give(0, mapTensors('the gradient of logSoftmax', slope, [output, gradient, sumLast(gradient)]))
    },
  })
  return output
}

/** Work whose gradient the caller records as one. */
function untaped<T>(x: DeviceTensor, work: () => T): T {
  const { tape } = x.runtime.recorder!
  const before = tape.recording
  tape.recording = false
  try {
    return work()
  } finally {
    tape.recording = before
  }
}

function sumLast(x: DeviceTensor): DeviceTensor {
  return alongLast(reduceKernel('sum', x, x.shape.length - 1))
}

function alongLast(x: DeviceTensor): DeviceTensor {
  return reshaped(x, [...x.shape, 1])
}

/**
 * The mean over the batch of -log softmax(logits)[label].
 * @param logits [batch, classes].
 * @param labels int32 [batch], from 0 to classes - 1.
 * @throws ShapeError, DtypeError; DataError when a label that came from the host is no class.
 * @public
 */
export function crossEntropy(logits: Tensor, labels: Tensor<'int32'>): Scalar {
  const x = asTensor(logits, 'crossEntropy')
  const y = asTensor(labels, 'crossEntropy')
  if (y.dtype !== 'int32')
    throw new DtypeError({
      what: `crossEntropy takes int32 labels; got ${y.dtype}`,
      fix: 'Make them from an Int32Array.',
    })
  const [batch, classes] = x.shape as [number, number]
  if (x.shape.length !== 2 || y.shape.length !== 1 || y.shape[0] !== batch)
    throw new ShapeError({
      what: `crossEntropy takes logits [batch, classes] and labels [batch]; got [${x.shape.join(', ')}] and [${y.shape.join(', ')}]`,
    })
  checkRange(y, classes, 'label')
  const runtime = commonRuntime([x, y], 'crossEntropy')
  const result = runtime.operate(() => {
    const logP = untaped(x, () => logSoftmaxOf(x))
    const label = alongLast(y)
    const chosen = (then: ReturnType<typeof input>) => select('eq', input(1), input(2), then, constant(0))
    const output = untaped(x, () => {
      const picked = mapTensors(
        'crossEntropy',
        chosen(mul(input(0), scalar(0))),
        [logP, label, runtime.iota(classes)],
        [-1 / batch],
      )
      return reduceKernel('sum', reshaped(picked, [batch * classes]), 0) as DeviceTensor<'float32'>
    })
    runtime.recorder!.tape.add({
      name: 'crossEntropy',
      inputs: [x],
      outputs: [output],
      backward: (flow) => {
        const slope = mul(mul(sub(exp(input(0)), chosen(constant(1))), input(3)), scalar(0))
        const operands = [logP, label, runtime.iota(classes), flow.gradientOf(0)!]
        flow.give(0, mapTensors('the gradient of crossEntropy', slope, operands, [1 / batch]))
      },
    })
    return output
  })
  return asPublic(result) as unknown as Scalar
}

/** The mean over all elements of (a - b)². @throws ShapeError when the shapes differ. @public */
export function meanSquaredError(a: Tensor, b: Tensor): Scalar {
  const x = asTensor(a, 'meanSquaredError')
  const y = asTensor(b, 'meanSquaredError')
  if (x.shape.join() !== y.shape.join())
    throw new ShapeError({
      what: `meanSquaredError takes two tensors of one shape; got [${x.shape.join(', ')}] and [${y.shape.join(', ')}]`,
    })
  const squared = mapTensors('meanSquaredError', mul(difference, difference), [x, y])
  return mean(asPublic(squared) as Tensor)
}

/** Limits on spike counts, each with its weight. @public */
export interface SpikeRegularizer {
  /** weight · max(0, S̄ - above)^power with S̄ the spikes of a sample per neuron; power is 1 unless given. */
  readonly upper?: { readonly weight: number; readonly above: number; readonly power?: number } | undefined
  /** (weight / N) Σ_j max(0, below - S_j)² with S_j the spikes of neuron j in a sample. */
  readonly lower?: { readonly weight: number; readonly below: number } | undefined
}

/**
 * The mean over the batch of what spike counts outside the given limits cost, summed over layers: the regularizers of
 * Perez-Nieves & Goodman 2021. Costs batch · neurons, whatever the number of steps.
 * @param hidden the trains that layers of this step made; or, by the unrolled rule, their spikes [batch, time, neurons].
 * @throws ArgumentError when neither limit, or no train, is given.
 * @public
 */
export function spikeRegularizer(hidden: readonly (SpikeTrain | Tensor)[], o: SpikeRegularizer): Scalar {
  if (hidden.length === 0 || (!o.upper && !o.lower))
    throw new ArgumentError({
      what: 'spikeRegularizer needs at least one spike train and one limit',
      fix: 'Call spikeRegularizer(hidden, { lower: { weight: 100, below: 1e-3 } }).',
    })
  const costs = hidden.flatMap((train) => {
    const counts = isTensor(train) ? sum(train as Tensor, [1]) : spikeCounts(train)
    return [...(o.upper ? [upperCost(counts, o.upper)] : []), ...(o.lower ? [lowerCost(counts, o.lower)] : [])]
  })
  return costs.reduce((total, cost) => arithmetic.add(total, cost))
}

/** @param counts [batch, neurons]. */
function upperCost(counts: Tensor, { weight, above, power = 1 }: NonNullable<SpikeRegularizer['upper']>): Scalar {
  const [batch, neurons] = counts.shape as [number, number]
  const perNeuron = arithmetic.mul(sum(counts, [1]), 1 / neurons)
  const excess = arithmetic.maximum(0, arithmetic.sub(perNeuron, above))
  return arithmetic.mul(sum(power === 1 ? excess : arithmetic.pow(excess, power)), weight / batch)
}

/** @param counts [batch, neurons]. */
function lowerCost(counts: Tensor, { weight, below }: NonNullable<SpikeRegularizer['lower']>): Scalar {
  const [batch, neurons] = counts.shape as [number, number]
  const missing = asPublic(
    mapTensors('spikeRegularizer', squaredShortfall, [asTensor(counts, 'spikeRegularizer')], [below]),
  )
  return arithmetic.mul(sum(missing), weight / (neurons * batch))
}

const shortfall = select('lt', input(0), scalar(0), sub(scalar(0), input(0)), constant(0))
const squaredShortfall = mul(shortfall, shortfall)
