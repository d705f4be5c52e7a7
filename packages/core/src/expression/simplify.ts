import { binary, constant, isConstantValue, select as buildSelect, unary } from './build.js'
import {
  intern,
  nodesOf,
  operandsOf,
  type Binary,
  type Compare,
  type ConstantNode,
  type Expression,
  type Unary,
} from './expression.js'
import { applyBinary, applyCompare, applyPower, applyUnary } from './functions.js'

/**
 * An expression of the same value with fewer operations: constants folded, neutral and absorbing elements, double signs
 * and equal branches removed. Where a part is not finite the value may differ (0·x is 0), which no kernel relies on.
 * @public
 */
export function simplify(e: Expression): Expression {
  const root = intern(e)
  const simple = new Map<Expression, Expression>()
  for (const node of nodesOf([root])) {
    const [a, b, then, otherwise] = operandsOf(node).map((operand) => simple.get(operand)!) as [
      Expression,
      Expression,
      Expression,
      Expression,
    ]
    simple.set(node, simplifyNode(node, a, b, then, otherwise))
  }
  return simple.get(root)!
}

function simplifyNode(
  node: Expression,
  a: Expression,
  b: Expression,
  then: Expression,
  otherwise: Expression,
): Expression {
  switch (node.op) {
    case 'constant':
    case 'input':
    case 'scalar':
      return node
    case 'select':
      return simpleSelect(node.test, a, b, then, otherwise)
    case 'add':
      return plus(a, b)
    case 'sub':
      return minus(a, b)
    case 'mul':
      return times(a, b)
    case 'div':
      return over(a, b)
    case 'min':
    case 'max':
      return extremum(node.op, a, b)
    case 'pow':
      return power(a, b)
    case 'neg':
      return negative(a)
    default:
      return simpleUnary(node.op, a)
  }
}

function isConstant(e: Expression): e is ConstantNode {
  return e.op === 'constant'
}

function isNumber(e: Expression, value: number): boolean {
  return e.op === 'constant' && e.value === value
}

/** The value as a constant, or what was to be computed when kernels could not hold it. */
function folded(value: number, otherwise: () => Expression): Expression {
  return isConstantValue(value) ? constant(value) : otherwise()
}

function foldBinary(op: Exclude<Binary, 'pow'>, a: ConstantNode, b: ConstantNode): Expression {
  return folded(applyBinary(op, a.value, b.value), () => binary(op, a, b))
}

/** -x, simplified when x is. */
export function negative(x: Expression): Expression {
  if (isConstant(x)) return constant(-x.value)
  if (x.op === 'neg') return x.x
  if (x.op === 'sub') return minus(x.b, x.a)
  if ((x.op === 'mul' || x.op === 'div') && isConstant(x.a)) return binary(x.op, constant(-x.a.value), x.b)
  return unary('neg', x)
}

/** a + b, simplified when a and b are. */
export function plus(a: Expression, b: Expression): Expression {
  if (isConstant(a) && isConstant(b)) return foldBinary('add', a, b)
  if (isNumber(a, 0)) return b
  if (isNumber(b, 0)) return a
  if (b.op === 'neg') return minus(a, b.x)
  if (a.op === 'neg') return minus(b, a.x)
  if (isConstant(b)) return plus(b, a)
  if (isConstant(a) && b.op === 'add' && isConstant(b.a) && isConstantValue(a.value + b.a.value))
    return plus(constant(a.value + b.a.value), b.b)
  if (a === b) return times(constant(2), a)
  return binary('add', a, b)
}

/** a - b, simplified when a and b are. */
export function minus(a: Expression, b: Expression): Expression {
  if (isConstant(a) && isConstant(b)) return foldBinary('sub', a, b)
  if (a === b) return constant(0)
  if (isNumber(b, 0)) return a
  if (isNumber(a, 0)) return negative(b)
  if (b.op === 'neg') return plus(a, b.x)
  if (isConstant(b)) return plus(constant(-b.value), a)
  return binary('sub', a, b)
}

/** a·b, simplified when a and b are. */
export function times(a: Expression, b: Expression): Expression {
  if (isConstant(a) && isConstant(b)) return foldBinary('mul', a, b)
  if (isNumber(a, 0) || isNumber(b, 0)) return constant(0)
  if (isNumber(a, 1)) return b
  if (isConstant(b)) return times(b, a)
  if (isNumber(a, -1)) return negative(b)
  if (isConstant(a)) {
    if (b.op === 'neg') return times(constant(-a.value), b.x)
    if ((b.op === 'mul' || b.op === 'div') && isConstant(b.a) && isConstantValue(a.value * b.a.value))
      return b.op === 'mul' ? times(constant(a.value * b.a.value), b.b) : over(constant(a.value * b.a.value), b.b)
    return binary('mul', a, b)
  }
  if (a.op === 'neg') return negative(times(a.x, b))
  if (b.op === 'neg') return negative(times(a, b.x))
  return binary('mul', a, b)
}

/** a/b, simplified when a and b are. */
export function over(a: Expression, b: Expression): Expression {
  if (isConstant(a) && isConstant(b)) return foldBinary('div', a, b)
  if (isNumber(a, 0)) return a
  if (isNumber(b, 1)) return a
  if (isNumber(b, -1)) return negative(a)
  if (b.op === 'neg') return negative(over(a, b.x))
  if (a.op === 'neg') return negative(over(a.x, b))
  return binary('div', a, b)
}

/** a^b, simplified when a and b are. */
export function power(a: Expression, b: Expression): Expression {
  if (isNumber(b, 0)) return constant(1)
  if (isNumber(b, 1)) return a
  const plain = binary('pow', a, b)
  return isConstant(a) && isConstant(b) ? folded(applyPower(a.value, b.value), () => plain) : plain
}

function extremum(op: 'min' | 'max', a: Expression, b: Expression): Expression {
  if (a === b) return a
  return isConstant(a) && isConstant(b) ? foldBinary(op, a, b) : binary(op, a, b)
}

function simpleUnary(op: Exclude<Unary, 'neg'>, x: Expression): Expression {
  if (isConstant(x)) return folded(applyUnary(op, x.value), () => unary(op, x))
  if (op === 'abs' && x.op === 'neg') return simpleUnary('abs', x.x)
  if (op === x.op && (op === 'abs' || op === 'sign' || op === 'floor')) return x
  return unary(op, x)
}

/** (a test b) ? then : otherwise, simplified when the parts are. */
export function simpleSelect(
  test: Compare,
  a: Expression,
  b: Expression,
  then: Expression,
  otherwise: Expression,
): Expression {
  if (then === otherwise) return then
  if (isConstant(a) && isConstant(b)) return applyCompare(test, a.value, b.value) ? then : otherwise
  return buildSelect(test, a, b, then, otherwise)
}
