import { expr, type Expression, type LayerDescription, type ReadoutDescription } from '@snn/core'
import type { RandomCase } from '../random-case.js'
import type { SurrogateDescription } from '../reference/surrogates.js'

const { abs, add, div, exp, input, max, mul, neg, select, sigmoid, square, sub } = expr

/** A surrogate as an expression of u = V - V_th: the formulas of the reference. */
export function surrogateExpression(surrogate: SurrogateDescription): Expression {
  const u = input(0)
  switch (surrogate.kind) {
    case 'fast-sigmoid':
      return div(1, square(add(mul(surrogate.beta, abs(u)), 1)))
    case 'triangle':
      return mul(surrogate.height, max(0, sub(1, div(abs(u), surrogate.width))))
    case 'boxcar':
      return select('lt', abs(u), surrogate.width / 2, surrogate.height, 0)
    case 'arctan':
      return div(surrogate.slope / 2, add(1, square(mul((Math.PI / 2) * surrogate.slope, u))))
    case 'gaussian': {
      const height = 1 / (surrogate.sigma * Math.sqrt(2 * Math.PI))
      return mul(height, exp(neg(div(square(u), 2 * surrogate.sigma ** 2))))
    }
    case 'logistic': {
      // s(-x) = 1 - s(x), without the cancellation.
      const x = mul(surrogate.slope, u)
      return mul(surrogate.slope, mul(sigmoid(x), sigmoid(neg(x))))
    }
    default:
      return surrogate satisfies never
  }
}

/** The spiking layers of a case as a backend takes them. */
export function layersOf({ network, recipe }: RandomCase): LayerDescription[] {
  return network.layers.map((layer, l) => ({
    inputs: recipe.sizes[l]!,
    neurons: layer.neurons,
    alpha: layer.alpha,
    threshold: layer.threshold,
    reset: layer.threshold - layer.resetPotential,
    backwardThreshold: layer.backwardThreshold,
    surrogate: surrogateExpression(recipe.surrogate),
  }))
}

/** The leaky readout of a case that has one. */
export function readoutOf({ network, recipe }: RandomCase): ReadoutDescription | undefined {
  const { readout } = network
  return (
    readout && {
      inputs: recipe.sizes.at(-1)!,
      classes: recipe.readout!.classes,
      alpha: readout.alpha,
      over: readout.over,
    }
  )
}
