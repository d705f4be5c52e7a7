import { nodesOf, type Expression } from './expression.js'

/** Number of different nodes: what a kernel computes once each. @public */
export function size(e: Expression): number {
  return nodesOf([e]).length
}

/** Indices of the tensor operands that an expression reads, ascending. @public */
export function inputsOf(e: Expression): number[] {
  return indicesOf(e, 'input')
}

/** Indices of the scalar arguments that an expression reads, ascending. @public */
export function scalarsOf(e: Expression): number[] {
  return indicesOf(e, 'scalar')
}

function indicesOf(e: Expression, op: 'input' | 'scalar'): number[] {
  return nodesOf([e])
    .flatMap((node) => (node.op === op ? [node.index] : []))
    .toSorted((a, b) => a - b)
}
