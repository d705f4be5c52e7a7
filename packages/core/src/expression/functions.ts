import { exp, log, log1p, powInt, tanh } from '../numeric.js'
import type { Binary, Compare, Unary } from './expression.js'

/** Float64 semantics of the functions of one operand. */
export function applyUnary(op: Unary, x: number): number {
  switch (op) {
    case 'neg':
      return -x
    case 'abs':
      return Math.abs(x)
    case 'sign':
      return x > 0 ? 1 : x < 0 ? -1 : 0
    case 'floor':
      return Math.floor(x)
    case 'sqrt':
      return Math.sqrt(x)
    case 'exp':
      return exp(x)
    case 'log':
      return log(x)
    case 'tanh':
      return tanh(x)
    case 'sigmoid': {
      const e = exp(-Math.abs(x))
      return (x < 0 ? e : 1) / (1 + e)
    }
    case 'softplus':
      return Math.max(x, 0) + log1p(exp(-Math.abs(x)))
    default:
      return op satisfies never
  }
}

/** Whether a power with this constant exponent is a product. */
export function isProductExponent(exponent: number): boolean {
  return Number.isInteger(exponent) && Math.abs(exponent) <= 1024
}

/** Float64 semantics of pow with a constant exponent. */
export function applyPower(a: number, exponent: number): number {
  if (isProductExponent(exponent)) return powInt(a, exponent)
  return a > 0 ? exp(exponent * log(a)) : 0
}

/** Float64 semantics of the functions of two operands, but pow, which tapes are without. */
export function applyBinary(op: Exclude<Binary, 'pow'>, a: number, b: number): number {
  switch (op) {
    case 'add':
      return a + b
    case 'sub':
      return a - b
    case 'mul':
      return a * b
    case 'div':
      return a / b
    case 'min':
      return a <= b ? a : b
    case 'max':
      return a >= b ? a : b
    default:
      return op satisfies never
  }
}

export function applyCompare(test: Compare, a: number, b: number): boolean {
  switch (test) {
    case 'lt':
      return a < b
    case 'le':
      return a <= b
    case 'gt':
      return a > b
    case 'ge':
      return a >= b
    case 'eq':
      return a === b
    default:
      return test satisfies never
  }
}
