import type { Tree } from '../autograd/gradients.js'
import { ArgumentError } from '../errors.js'
import { add, input, mul, scalar, sub } from '../expression/build.js'
import { createOptimizer, type Optimizer, type Rate } from './optimizer.js'

/** @public */
export interface SgdOptions {
  readonly rate: Rate
  /** What is kept of the last direction: d = momentum · d + g, w -= rate · d. 0 unless given. */
  readonly momentum?: number
}

/** Stochastic gradient descent with momentum. @public */
export function sgd<const P extends Tree>(parameters: P, o: SgdOptions): Optimizer<P> {
  const { rate, momentum = 0 } = o
  if (!(momentum >= 0 && momentum < 1))
    throw new ArgumentError({ what: `momentum must be in [0, 1); got ${momentum}`, where: 'momentum' })
  const direction = momentum === 0 ? input(1) : add(mul(scalar(1), input(2)), input(1))
  const moved = sub(input(0), mul(scalar(0), direction))
  return createOptimizer(
    {
      name: momentum === 0 ? 'sgd' : 'sgd with momentum',
      moments: momentum === 0 ? [] : ['direction'],
      expressions: momentum === 0 ? [moved] : [moved, direction],
      scalars: (now) => [now, momentum],
    },
    parameters,
    rate,
  )
}
