import type { Tree } from '../autograd/gradients.js'
import { ArgumentError } from '../errors.js'
import { add, div, input, mul, scalar, sqrt, sub } from '../expression/build.js'
import { powInt } from '../numeric.js'
import { createOptimizer, type Optimizer, type Rate } from './optimizer.js'

/** @public */
export interface AdamOptions {
  readonly rate: Rate
  /** Decay of the mean of gradients; 0.9 unless given. */
  readonly beta1?: number
  /** Decay of the mean of squared gradients; 0.999 unless given. */
  readonly beta2?: number
  /** Added to the root of the second moment; 1e-8 unless given. */
  readonly epsilon?: number
}

/** Kingma & Ba 2015, with corrected bias. @public */
export function adam<const P extends Tree>(parameters: P, o: AdamOptions): Optimizer<P> {
  return adamMethod('adam', parameters, o, 0)
}

/** Adam with decoupled weight decay (Loshchilov & Hutter 2019): w -= rate · weightDecay · w beside Adam's step. @public */
export function adamw<const P extends Tree>(
  parameters: P,
  o: AdamOptions & { /** 0.01 unless given. */ readonly weightDecay?: number },
): Optimizer<P> {
  const { weightDecay = 0.01 } = o
  if (!(weightDecay >= 0))
    throw new ArgumentError({ what: `weightDecay must be 0 or above; got ${weightDecay}`, where: 'weightDecay' })
  return adamMethod('adamw', parameters, o, weightDecay)
}

function adamMethod<P extends Tree>(name: string, parameters: P, o: AdamOptions, decay: number): Optimizer<P> {
  const { rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = o
  for (const [key, beta] of Object.entries({ beta1, beta2 }))
    if (!(beta >= 0 && beta < 1)) throw new ArgumentError({ what: `${key} must be in [0, 1); got ${beta}`, where: key })
  if (!(epsilon > 0)) throw new ArgumentError({ what: `epsilon must be above 0; got ${epsilon}`, where: 'epsilon' })

  const [w, g, m, v] = [input(0), input(1), input(2), input(3)]
  const [stepSize, root, eps, kept] = [scalar(0), scalar(1), scalar(2), scalar(3)]
  const [b1, notB1, b2, notB2] = [scalar(4), scalar(5), scalar(6), scalar(7)]
  const nextM = add(mul(b1, m), mul(notB1, g))
  const nextV = add(mul(b2, v), mul(notB2, mul(g, g)))
  const moved = sub(mul(kept, w), div(mul(stepSize, nextM), add(mul(root, sqrt(nextV)), eps)))
  return createOptimizer(
    {
      name,
      moments: ['m', 'v'],
      expressions: [moved, nextM, nextV],
      scalars(now, update) {
        const correction1 = 1 - powInt(beta1, update + 1)
        const correction2 = 1 - powInt(beta2, update + 1)
        return [
          now / correction1,
          1 / Math.sqrt(correction2),
          epsilon,
          1 - now * decay,
          beta1,
          1 - beta1,
          beta2,
          1 - beta2,
        ]
      },
    },
    parameters,
    rate,
  )
}
