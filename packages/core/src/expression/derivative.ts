import { constant, input, log, max, sigmoid, sign } from './build.js'
import { intern, nodesOf, type Expression, type UnaryNode } from './expression.js'
import { minus, over, plus, power, simpleSelect, simplify, times } from './simplify.js'

/**
 * The derivative of an expression, simplified. Where there is none: abs' = sign, so 0 at 0; sign' = floor' = 0; max and min
 * pass the derivative of the operand that they give, of the first at a tie; select passes that of the branch taken; a^b with
 * a ≤ 0 and an exponent that is not a constant whole number counts as the constant 0 that it is.
 * @param by an input, by its index, or the symbol itself: an input or a scalar argument.
 * @public
 */
export function derivative(e: Expression, by: number | Expression): Expression {
  const whole = intern(e)
  const variable = typeof by === 'number' ? input(by) : intern(by)
  const found = known.get(whole) ?? new Map<Expression, Expression>()
  known.set(whole, found)
  const slope = found.get(variable) ?? derive(whole, variable)
  found.set(variable, slope)
  return slope
}

/** The derivatives of a formula, as long as anyone holds it: every step asks for the same. */
const known = new WeakMap<Expression, Map<Expression, Expression>>()

function derive(whole: Expression, variable: Expression): Expression {
  const root = simplify(whole)
  const derivatives = new Map<Expression, Expression>()
  const d = (node: Expression): Expression => derivatives.get(node)!
  for (const node of nodesOf([root])) derivatives.set(node, node === variable ? one : differentiate(node, d))
  return d(root)
}

const one: Expression = constant(1)
const zero: Expression = constant(0)

function differentiate(node: Expression, d: (node: Expression) => Expression): Expression {
  switch (node.op) {
    case 'constant':
    case 'input':
    case 'scalar':
      return zero
    case 'add':
      return plus(d(node.a), d(node.b))
    case 'sub':
      return minus(d(node.a), d(node.b))
    case 'mul':
      return plus(times(d(node.a), node.b), times(node.a, d(node.b)))
    case 'div':
      return over(minus(d(node.a), times(node, d(node.b))), node.b)
    case 'min':
      return simpleSelect('le', node.a, node.b, d(node.a), d(node.b))
    case 'max':
      return simpleSelect('ge', node.a, node.b, d(node.a), d(node.b))
    case 'pow':
      return differentiatePower(node, node.a, node.b, d)
    case 'select':
      return simpleSelect(node.test, node.a, node.b, d(node.then), d(node.otherwise))
    default:
      return d(node.x) === zero ? zero : times(unaryDerivative(node), d(node.x))
  }
}

/** (a^b)' = b·a^(b-1)·a' + a^b·log(a)·b'. */
function differentiatePower(
  node: Expression,
  a: Expression,
  b: Expression,
  d: (node: Expression) => Expression,
): Expression {
  const throughBase = d(a) === zero ? zero : times(times(b, power(a, minus(b, one))), d(a))
  if (d(b) === zero) return throughBase
  const logarithm = simpleSelect('gt', a, zero, log(max(a, 1e-38)), zero)
  return plus(throughBase, times(times(node, logarithm), d(b)))
}

function unaryDerivative(node: UnaryNode): Expression {
  switch (node.op) {
    case 'neg':
      return constant(-1)
    case 'abs':
      return sign(node.x)
    case 'sign':
    case 'floor':
      return zero
    case 'sqrt':
      return over(constant(0.5), node)
    case 'exp':
      return node
    case 'log':
      return over(one, node.x)
    case 'tanh':
      return minus(one, times(node, node))
    case 'sigmoid':
      return times(node, minus(one, node))
    case 'softplus':
      return sigmoid(node.x)
    default:
      return node.op satisfies never
  }
}
