import { ArgumentError } from '../errors.js'
import type { Expression } from './expression.js'
import { applyBinary, applyCompare, applyUnary } from './functions.js'
import { compileTape, type TapeNode } from './tape.js'

/** A float64 function of the inputs and the scalar arguments. @public */
export type Evaluator = (inputs: readonly number[], scalars?: readonly number[]) => number

/**
 * An expression as a float64 function, the reference of what kernels compute. It gives the same bits on every engine.
 * The function throws an ArgumentError when an input or scalar that it reads is not given.
 * @public
 */
export function evaluator(e: Expression): Evaluator {
  const tape = compileTape([e])
  const values = new Float64Array(tape.nodes.length)
  const root = tape.outputs[0]!
  return (inputs, scalars = []) => {
    if (inputs.length < tape.inputs || scalars.length < tape.scalars)
      throw new ArgumentError({
        what: `an expression of ${tape.inputs} inputs and ${tape.scalars} scalars was given ${inputs.length} and ${scalars.length}`,
      })
    for (let place = 0; place <= root; place++) values[place] = valueOf(tape.nodes[place]!, values, inputs, scalars)
    return values[root]!
  }
}

/** The value of an expression, in float64; see {@link evaluator}. @public */
export function evaluate(e: Expression, inputs: readonly number[] = [], scalars: readonly number[] = []): number {
  return evaluator(e)(inputs, scalars)
}

function valueOf(node: TapeNode, values: Float64Array, inputs: readonly number[], scalars: readonly number[]): number {
  switch (node.op) {
    case 'constant':
      return node.value
    case 'input':
      return inputs[node.index]!
    case 'scalar':
      return scalars[node.index]!
    case 'select': {
      const holds = applyCompare(node.test, values[node.a]!, values[node.b]!)
      return values[holds ? node.then : node.otherwise]!
    }
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'min':
    case 'max':
      return applyBinary(node.op, values[node.a]!, values[node.b]!)
    default:
      return applyUnary(node.op, values[node.x]!)
  }
}
