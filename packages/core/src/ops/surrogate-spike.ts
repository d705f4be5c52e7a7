import { ArgumentError } from '../errors.js'
import { abs, constant, input, scalar, select, sub } from '../expression/build.js'
import { nodesOf, operandsOf, withOperands, type Expression } from '../expression/expression.js'
import { asPublic } from '../runtime.js'
import type { Tensor } from '../tensor.js'
import { asTensor } from '../value.js'
import { mapTensors } from './map.js'

/**
 * S = 1 where V > V_th, else 0; its derivative is taken to be g(V - V_th) where |V - V_th| < B_th, else 0. The dense
 * counterpart of a spiking layer's active set, for the unrolled rule.
 * @param v membrane potentials of any shape.
 * @param o.backwardThreshold B_th; with Infinity the derivative is g everywhere.
 * @param o.surrogate g as an expression of input 0.
 * @public
 */
export function surrogateSpike(
  v: Tensor,
  o: { readonly threshold: number; readonly backwardThreshold: number; readonly surrogate: Expression },
): Tensor {
  if (!(o.backwardThreshold > 0))
    throw new ArgumentError({
      what: `backwardThreshold must be above 0; got ${o.backwardThreshold}`,
      fix: 'Use 0.2, or Infinity for the dense rule.',
    })
  const u = sub(input(0), scalar(0))
  const spike = select('gt', input(0), scalar(0), constant(1), constant(0))
  const g = substitute(o.surrogate, u)
  const finite = o.backwardThreshold !== Infinity
  const slope = finite ? select('lt', abs(u), scalar(1), g, constant(0)) : g
  const scalars = finite ? [o.threshold, o.backwardThreshold] : [o.threshold]
  return asPublic(
    mapTensors('surrogateSpike', spike, [asTensor(v, 'surrogateSpike')], scalars, { derivatives: [slope] }),
  )
}

/** The expression with another one in place of input 0. */
function substitute(e: Expression, replacement: Expression): Expression {
  const done = new Map<Expression, Expression>()
  for (const node of nodesOf([e])) {
    const operands = operandsOf(node).map((operand) => done.get(operand)!)
    done.set(node, node.op === 'input' ? replacement : withOperands(node, operands))
  }
  return done.get(e)!
}
