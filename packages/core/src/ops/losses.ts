import { DtypeError, ShapeError } from '../errors.js'
import { constant, exp, input, log, mul, scalar, select, sub } from '../expression/build.js'
import type { Expression } from '../expression/expression.js'
import { sameShape } from '../host-array.js'
import { asPublic } from '../runtime.js'
import type { DeviceTensor, Scalar, Tensor } from '../tensor.js'
import { asTensor, commonRuntime } from '../value.js'
import { checkRange } from './gather.js'
import { reshaped } from './layout.js'
import { mapTensors } from './map.js'
import { mean } from './reduce.js'
import { reduceKernel } from './sum.js'
import { untaped } from './untaped.js'

const difference = sub(input(0), input(1))
const exponential = exp(input(0))
const lessLog = sub(input(0), log(input(1)))
const slopeOfLogSoftmax = sub(input(1), mul(exponential, input(2)))

/** Where the class of a column is the label of its row. */
const atLabel = (value: Expression): Expression => select('eq', input(1), input(2), value, constant(0))
const costAtLabel = atLabel(mul(input(0), scalar(0)))
const slopeOfCrossEntropy = mul(mul(sub(exponential, atLabel(constant(1))), input(3)), scalar(0))

/** x - log Σ exp x along the last axis, computed from the largest element down so that nothing overflows. @public */
export function logSoftmax(x: Tensor): Tensor {
  const tensor = asTensor(x, 'logSoftmax')
  if (tensor.shape.length === 0) throw new ShapeError({ what: 'logSoftmax needs at least one axis; got a scalar' })
  return asPublic(tensor.runtime.operate(() => logSoftmaxOf(tensor)))
}

function logSoftmaxOf(x: DeviceTensor): DeviceTensor<'float32'> {
  const { runtime } = x
  const output = untaped(runtime, () => {
    const shifted = mapTensors('logSoftmax', difference, [x, alongLast(reduceKernel('max', x, x.shape.length - 1))])
    return mapTensors('logSoftmax', lessLog, [shifted, sumLast(mapTensors('exp', exponential, [shifted]))])
  })
  runtime.recorder!.tape.add({
    name: 'logSoftmax',
    inputs: [x],
    outputs: [output],
    backward: (flow) => {
      const gradient = flow.gradientOf(0)!
      flow.give(0, mapTensors('the gradient of logSoftmax', slopeOfLogSoftmax, [output, gradient, sumLast(gradient)]))
    },
  })
  return output
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
    const logP = untaped(runtime, () => logSoftmaxOf(x))
    const label = alongLast(y)
    const output = untaped(runtime, () => {
      const picked = mapTensors('crossEntropy', costAtLabel, [logP, label, runtime.iota(classes)], [-1 / batch])
      return reduceKernel('sum', reshaped(picked, [batch * classes]), 0) as DeviceTensor<'float32'>
    })
    runtime.recorder!.tape.add({
      name: 'crossEntropy',
      inputs: [x],
      outputs: [output],
      backward: (flow) => {
        const operands = [logP, label, runtime.iota(classes), flow.gradientOf(0)!]
        flow.give(0, mapTensors('the gradient of crossEntropy', slopeOfCrossEntropy, operands, [1 / batch]))
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
  if (!sameShape(x.shape, y.shape))
    throw new ShapeError({
      what: `meanSquaredError takes two tensors of one shape; got [${x.shape.join(', ')}] and [${y.shape.join(', ')}]`,
    })
  const squared = mapTensors('meanSquaredError', mul(difference, difference), [x, y])
  return mean(asPublic(squared) as Tensor)
}
