import { checkWhole, describe } from '../checks.js'
import { ArgumentError } from '../errors.js'
import { intern, isExpression, type Binary, type Compare, type Expression, type Unary } from './expression.js'

/*
 * Constructors of expressions. They build what is written and no other thing; `simplify` is apart. The public functions of
 * the same names (`add`, `exp` …) choose between these and the operations on tensors.
 */

/** What a constructor takes: an expression, or a number that becomes a constant. @public */
export type Operand = Expression | number

/** The largest float32. */
const MAX_FLOAT32 = 3.4028234663852886e38

/** Whether a number may be a constant: finite, also as a float32. */
export function isConstantValue(value: number): boolean {
  return Math.abs(value) <= MAX_FLOAT32
}

/**
 * A number written into the kernel.
 * @throws ArgumentError when it is not finite as a float32.
 */
export function constant(value: number): Expression {
  if (typeof value !== 'number' || !isConstantValue(value))
    throw new ArgumentError({
      what: `a constant of an expression must be a finite number in the range of float32; got ${String(value)}`,
      fix: 'Kernels cannot rely on NaN or infinity: express the limit by select, min or max.',
    })
  return intern({ op: 'constant', value: value === 0 ? 0 : value })
}

/** The index-th tensor operand of a map. */
export const input: (index: number) => Expression = symbols('input')

/** The index-th scalar argument of a map. */
export const scalar: (index: number) => Expression = symbols('scalar')

/** Keeps what it has made: every operation asks for the same few. */
function symbols(op: 'input' | 'scalar'): (index: number) => Expression {
  const known: Expression[] = []
  return (index) => {
    if (!known[index]) checkWhole(`the index of an ${op}`, index, 0)
    return (known[index] ??= intern({ op, index }))
  }
}

/** The expression an operand stands for. */
export function operand(value: Operand, of: string): Expression {
  if (typeof value === 'number') return constant(value)
  if (isExpression(value)) return intern(value)
  throw new ArgumentError({
    what: `${of} expected an expression or a number; got ${describe(value)}`,
    fix: 'Build it from the symbols that the function is called with.',
  })
}

export function unary(op: Unary, x: Operand): Expression {
  return intern({ op, x: operand(x, op) })
}

export function binary(op: Binary, a: Operand, b: Operand): Expression {
  return intern({ op, a: operand(a, op), b: operand(b, op) })
}

/** -x. */
export function neg(x: Operand): Expression {
  return unary('neg', x)
}

/** |x|. */
export function abs(x: Operand): Expression {
  return unary('abs', x)
}

/** -1, 0 or 1. */
export function sign(x: Operand): Expression {
  return unary('sign', x)
}

/** The largest whole number not above x. */
export function floor(x: Operand): Expression {
  return unary('floor', x)
}

/** √x, for x ≥ 0. */
export function sqrt(x: Operand): Expression {
  return unary('sqrt', x)
}

/** e^x. */
export function exp(x: Operand): Expression {
  return unary('exp', x)
}

/** The natural logarithm, for x > 0. */
export function log(x: Operand): Expression {
  return unary('log', x)
}

/** The hyperbolic tangent. */
export function tanh(x: Operand): Expression {
  return unary('tanh', x)
}

/** 1/(1 + e^-x). */
export function sigmoid(x: Operand): Expression {
  return unary('sigmoid', x)
}

/** log(1 + e^x). */
export function softplus(x: Operand): Expression {
  return unary('softplus', x)
}

/** x·x. */
export function square(x: Operand): Expression {
  return binary('mul', x, x)
}

/** a + b. */
export function add(a: Operand, b: Operand): Expression {
  return binary('add', a, b)
}

/** a - b. */
export function sub(a: Operand, b: Operand): Expression {
  return binary('sub', a, b)
}

/** a·b. */
export function mul(a: Operand, b: Operand): Expression {
  return binary('mul', a, b)
}

/** a/b. */
export function div(a: Operand, b: Operand): Expression {
  return binary('div', a, b)
}

/** The smaller of both. */
export function min(a: Operand, b: Operand): Expression {
  return binary('min', a, b)
}

/** The larger of both. */
export function max(a: Operand, b: Operand): Expression {
  return binary('max', a, b)
}

/** a^b: a product where b is a constant whole number, else e^(b·log a) for a > 0 and 0 elsewhere. */
export function pow(a: Operand, b: Operand): Expression {
  return binary('pow', a, b)
}

/** (a test b) ? then : otherwise. */
export function select(test: Compare, a: Operand, b: Operand, then: Operand, otherwise: Operand): Expression {
  return intern({
    op: 'select',
    test,
    a: operand(a, 'select'),
    b: operand(b, 'select'),
    then: operand(then, 'select'),
    otherwise: operand(otherwise, 'select'),
  })
}
