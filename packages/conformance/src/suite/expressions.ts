import { expr, type Expression } from '@snn/core'
import fc from 'fast-check'

const { constant, input, scalar } = expr
const x = input(0)

const around = [-3, -1, -0.5, -1e-3, -0, 0, 1e-3, 0.25, 1, 2.5, 7]
const positive = [1e-6, 1e-3, 0.1, 0.999, 1, 1.001, 2.5, 77, 1e6]
const large = [-60, -20, -5, ...around, 20, 60]

/** Every function of an expression with numbers to try it on. */
export const unaryFunctions: [name: string, expression: Expression, values: number[]][] = [
  ['-x', expr.neg(x), around],
  ['|x|', expr.abs(x), around],
  ['sign x', expr.sign(x), around],
  ['floor x', expr.floor(x), [...around, 3, -3, 1e6 + 0.5, -2.000001]],
  ['√x', expr.sqrt(x), [0, ...positive]],
  ['exp x', expr.exp(x), large],
  ['log x', expr.log(x), positive],
  ['tanh x', expr.tanh(x), large],
  ['sigmoid x', expr.sigmoid(x), large],
  ['softplus x', expr.softplus(x), large],
  ['x + x', expr.add(x, x), around],
  ['x - 1', expr.sub(x, 1), around],
  ['3 x', expr.mul(3, x), around],
  ['1 / x', expr.div(1, x), positive],
  ['min(x, ½)', expr.min(x, 0.5), around],
  ['max(x, ½)', expr.max(x, 0.5), around],
  ['x³', expr.pow(x, 3), around],
  ['x⁻²', expr.pow(x, -2), positive.slice(1)],
  ['x^1.5', expr.pow(x, 1.5), positive],
  ['x < 1 ? 5 : x', expr.select('lt', x, 1, 5, x), around],
  ['x ≤ 1 ? 5 : x', expr.select('le', x, 1, 5, x), around],
  ['x > 1 ? 5 : x', expr.select('gt', x, 1, 5, x), around],
  ['x ≥ 1 ? 5 : x', expr.select('ge', x, 1, 5, x), around],
  ['x = 1 ? 5 : x', expr.select('eq', x, 1, 5, x), around],
]

/** Expressions of two inputs and a scalar from [-1, 1] that stay near 1 and are continuous but where they compare leaves. */
export const boundedExpressions: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression; leaf: Expression }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(input(0), input(1), scalar(0)),
    fc.integer({ min: -4, max: 4 }).map((value) => constant(value / 4)),
  ),
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc
      .tuple(fc.constantFrom(expr.neg, expr.abs, expr.tanh, expr.sigmoid, expr.softplus), tie('any'))
      .map(([f, a]) => f(a)),
    fc
      .tuple(fc.constantFrom(expr.add, expr.sub, expr.mul, expr.min, expr.max), tie('any'), tie('any'))
      .map(([f, a, b]) => f(expr.tanh(a), expr.tanh(b))),
    tie('any').map((a) => expr.exp(expr.tanh(a))),
    tie('any').map((a) => expr.sqrt(expr.add(expr.square(expr.tanh(a)), 0.25))),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => expr.div(expr.tanh(a), expr.add(1, expr.abs(b)))),
    fc
      .tuple(fc.constantFrom('lt', 'le', 'gt', 'ge', 'eq'), tie('leaf'), tie('leaf'), tie('any'), tie('any'))
      .map(([test, a, b, then, otherwise]) => expr.select(test as 'lt', a, b, then, otherwise)),
  ),
})).any
