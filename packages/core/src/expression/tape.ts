import { constant, div, exp, log, max, mul, select } from './build.js'
import {
  copyNode,
  intern,
  nodesOf,
  operandsOf,
  withOperands,
  type Binary,
  type Compare,
  type Expression,
  type Unary,
} from './expression.js'
import { isProductExponent } from './functions.js'
import { simplify } from './simplify.js'

/** One operation of a tape. Operands are indices of earlier nodes. @public */
export type TapeNode =
  | { readonly op: 'constant'; readonly value: number }
  | { readonly op: 'input'; readonly index: number }
  | { readonly op: 'scalar'; readonly index: number }
  | { readonly op: Unary; readonly x: number }
  | { readonly op: Exclude<Binary, 'pow'>; readonly a: number; readonly b: number }
  | {
      readonly op: 'select'
      readonly test: Compare
      readonly a: number
      readonly b: number
      readonly then: number
      readonly otherwise: number
    }

/** Expressions as a straight line of operations, each computed once: what a backend prints or interprets. @public */
export interface Tape {
  /** Operands before what uses them. */
  readonly nodes: readonly TapeNode[]
  /** For each expression the node that holds its value. */
  readonly outputs: readonly number[]
  /** One more than the largest index of an input that is read; 0 when none is. */
  readonly inputs: number
  /** The same of the scalar arguments. */
  readonly scalars: number
  /** Equal for equal tapes, and only for these: a key for caches of kernels. */
  readonly key: string
}

/** The smallest normal float32. */
const SMALLEST_NORMAL = 1.1754943508222875e-38

/**
 * Lists what is to be computed for some expressions: every different node once, in a fixed order, without `pow`, which
 * becomes multiplications, or a guarded e^(b·log a).
 * @public
 */
export function compileTape(expressions: readonly Expression[]): Tape {
  const roots = lowerPowers(expressions.map(intern))
  const order = nodesOf(roots)
  const places = new Map(order.map((node, place) => [node, place] as const))
  const nodes = order.map((node) => {
    const operands = operandsOf(node).map((operand) => places.get(operand)!)
    return copyNode(node, operands) as TapeNode
  })
  const outputs = roots.map((root) => places.get(root)!)
  const count = (op: 'input' | 'scalar'): number =>
    nodes.reduce((most, node) => (node.op === op ? Math.max(most, node.index + 1) : most), 0)
  return { nodes, outputs, inputs: count('input'), scalars: count('scalar'), key: JSON.stringify([nodes, outputs]) }
}

function lowerPowers(roots: readonly Expression[]): Expression[] {
  const lowered = new Map<Expression, Expression>()
  for (const node of nodesOf(roots)) {
    const operands = operandsOf(node).map((operand) => lowered.get(operand)!)
    lowered.set(node, node.op === 'pow' ? lowerPower(operands[0]!, operands[1]!) : withOperands(node, operands))
  }
  return roots.map((root) => lowered.get(root)!)
}

function lowerPower(a: Expression, b: Expression): Expression {
  const exponent = simplify(b)
  if (exponent.op === 'constant' && isProductExponent(exponent.value)) {
    const product = powerProduct(a, Math.abs(exponent.value))
    return exponent.value < 0 ? div(1, product) : product
  }
  return select('gt', a, 0, exp(mul(b, log(max(a, SMALLEST_NORMAL)))), 0)
}

function powerProduct(a: Expression, exponent: number): Expression {
  if (exponent === 0) return constant(1)
  let product: Expression | undefined
  let factor = a
  for (let rest = exponent; ; factor = mul(factor, factor)) {
    if (rest % 2 === 1) product = product === undefined ? factor : mul(product, factor)
    rest = Math.floor(rest / 2)
    if (rest === 0) return product!
  }
}
