import {
  ArgumentError,
  evaluator,
  expr,
  expressionToJson,
  inputsOf,
  isExpression,
  scalarsOf,
  type Expression,
  type ExpressionJson,
} from '@snn/core'
import { describe, expected } from '@snn/core/checks'
import { isKind } from './is-kind.js'

/** g(u), which stands for the derivative of a spike at u = V - V_th. @public */
export interface Surrogate {
  readonly kind: 'surrogate'
  /** A label: it takes no part in comparisons. */
  readonly name: string
  /** g as an expression of input 0 = u. */
  readonly expression: Expression
}

/** A surrogate as JSON. @public */
export interface SurrogateJson {
  readonly name: string
  readonly expression: ExpressionJson
}

/** Where g must have a finite value: around the threshold and away from it. */
const TRIED = [-1, -0.5, -0.1, -1e-3, 0, 1e-3, 0.1, 0.5, 1]

/**
 * A surrogate of one's own: the derivative that stands for that of a spike, eq. (6) of Perez-Nieves & Goodman 2021.
 * @param name a label for people.
 * @param g called once, with the symbol u = V - V_th; the expression it returns is what is kept, and compiled by each backend.
 * @throws ArgumentError when `g` returns no expression of u, or one that is not finite near the threshold.
 * @example surrogate('cusp', (u) => exp(mul(-25, abs(u))))
 * @public
 */
export function surrogate(name: string, g: (u: Expression) => Expression): Surrogate {
  if (typeof name !== 'string' || name === '') throw expected('the name of a surrogate', 'a text', name)
  if (typeof g !== 'function') throw expected('the second argument of surrogate', 'a function of u', g, FIX)
  return surrogateOf(`surrogate '${name}'`, name, g(expr.input(0)))
}

const FIX = "Build it from u: surrogate('cusp', (u) => exp(mul(-25, abs(u))))."

/** A checked surrogate. @throws ArgumentError that names the place. */
export function surrogateOf(where: string, name: string, expression: unknown): Surrogate {
  if (!isExpression(expression))
    throw new ArgumentError({
      what: `${where} must be an expression of u; got ${describe(expression)}`,
      where,
      fix: FIX,
    })
  if (inputsOf(expression).some((index) => index !== 0) || scalarsOf(expression).length > 0)
    throw new ArgumentError({ what: `${where} must depend on u = V - V_th alone`, where, fix: FIX })
  const g = evaluator(expression)
  const bad = TRIED.find((u) => !Number.isFinite(g([u])))
  if (bad !== undefined)
    throw new ArgumentError({
      what: `${where} must be finite around the threshold; it is ${g([bad])} at u = ${bad}`,
      where,
      fix: 'Bound it with min, max or select.',
    })
  return Object.freeze({ kind: 'surrogate', name, expression })
}

/** Whether a value is a surrogate. @public */
export function isSurrogate(value: unknown): value is Surrogate {
  return isKind<Surrogate>(value, 'surrogate') && isExpression((value as Surrogate).expression)
}

/** A surrogate as JSON; `surrogateFromJson` gives the same back. */
export function surrogateToJson({ name, expression }: Surrogate): SurrogateJson {
  return { name, expression: expressionToJson(expression) }
}
