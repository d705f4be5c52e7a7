import { asPublic } from '../runtime.js'
import type { Scalar, Tensor } from '../tensor.js'
import { asTensor } from '../value.js'

/** The same values, through which no gradient flows. Nothing is copied. @public */
export function stopGradient(x: Scalar): Scalar
export function stopGradient(x: Tensor): Tensor
export function stopGradient(x: Tensor): Tensor {
  const tensor = asTensor(x, 'stopGradient')
  return asPublic(tensor.view(tensor.shape, tensor.strides)) as Tensor
}
