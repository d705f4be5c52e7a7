import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binary, constant, input, scalar, select, unary } from './build.js'
import { derivative } from './derivative.js'
import { evaluate, evaluator } from './evaluate.js'
import {
  binaryOps,
  compareOps,
  intern,
  isExpression,
  nodesOf,
  operandsOf,
  unaryOps,
  withOperands,
  type Expression,
} from './expression.js'
import { expressionFromJson } from './from-json.js'
import { inputsOf, scalarsOf, size } from './inspect.js'
import { expressionToJson } from './json.js'
import { print } from './print.js'
import { simplify } from './simplify.js'
import { compileTape } from './tape.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50) * 10

const constants = fc.constantFrom(-3, -2, -1, -0.5, 0, 0.25, 0.5, 1, 2, 3, 1.75, -25)
const { expressions } = fc.letrec<{ expressions: Expression; leaf: Expression; inner: Expression }>((tie) => ({
  expressions: fc.oneof({ maxDepth: 5, depthIdentifier: 'expression' }, tie('leaf'), tie('inner'), tie('inner')),
  leaf: fc.oneof(
    constants.map((value) => constant(value)),
    fc.nat(1).map(input),
    fc.nat(1).map(scalar),
  ),
  inner: fc.oneof(
    { depthIdentifier: 'expression' },
    fc.tuple(fc.constantFrom(...unaryOps), tie('expressions')).map(([op, x]) => unary(op, x)),
    fc
      .tuple(fc.constantFrom(...binaryOps), tie('expressions'), tie('expressions'))
      .map(([op, a, b]) => binary(op, a, b)),
    fc
      .tuple(fc.constantFrom(...compareOps), ...fourOf(tie('expressions')))
      .map(([test, a, b, then, otherwise]) => select(test, a, b, then, otherwise)),
  ),
}))

function fourOf<T>(x: fc.Arbitrary<T>): [fc.Arbitrary<T>, fc.Arbitrary<T>, fc.Arbitrary<T>, fc.Arbitrary<T>] {
  return [x, x, x, x]
}

const coordinate = fc.integer({ min: -3e6, max: 3e6 }).map((millionths) => millionths / 1e6)
const points = fc.tuple(coordinate, coordinate)

/** Whether every part of the expression is finite and of moderate size there, so that rounding stays small. */
const isTame = (e: Expression, inputs: readonly number[], scalars: readonly number[]): boolean =>
  nodesOf([e]).every((node) => Math.abs(evaluate(node, inputs, scalars)) < 1e4)

const isClose = (a: number, b: number, tolerance: number): boolean =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))

describe('random expressions', () => {
  it('are one object for one formula, frozen and branded', () => {
    fc.assert(
      fc.property(expressions, (e) => {
        const rebuild = (node: Expression): Expression => withOperands(node, operandsOf(node).map(rebuild))
        expect(rebuild(e)).toBe(e)
        expect(intern(structuredClone(e))).toBe(e)
        expect(Object.isFrozen(e) && isExpression(e)).toBe(true)
      }),
      { numRuns },
    )
  })

  it('are the same after JSON', () => {
    fc.assert(
      fc.property(expressions, (e) => {
        expect(expressionFromJson(JSON.parse(JSON.stringify(expressionToJson(e))))).toBe(e)
      }),
      { numRuns },
    )
  })

  it('keep their value when simplified, and do not grow', () => {
    let compared = 0
    fc.assert(
      fc.property(expressions, points, points, (e, inputs, scalars) => {
        const simple = simplify(e)
        expect(treeSize(simple)).toBeLessThanOrEqual(treeSize(e))
        if (!isTame(e, inputs, scalars) || !isRobust(e, inputs, scalars)) return
        compared++
        expect(isClose(evaluate(simple, inputs, scalars), evaluate(e, inputs, scalars), 1e-9)).toBe(true)
      }),
      { numRuns },
    )
    expect(compared).toBeGreaterThan(numRuns / 4)
  })

  it('are not changed by simplifying twice', () => {
    fc.assert(
      fc.property(expressions, (e) => {
        const simple = simplify(e)
        expect(print(simplify(simple))).toBe(print(simple))
        expect(simplify(simple)).toBe(simple)
      }),
      { numRuns },
    )
  })

  it('have the derivative that central differences have, where they are smooth', () => {
    let compared = 0
    fc.assert(
      fc.property(expressions, points, points, fc.nat(1), (e, inputs, scalars, by) => {
        const shifted = (h: number): number[] => inputs.map((x, k) => (k === by ? x + h : x))
        const value = evaluator(e)
        const difference = (h: number): number => (value(shifted(h), scalars) - value(shifted(-h), scalars)) / (2 * h)
        const steps = [1e-3, 5e-4, 2.5e-4] as const
        if (![...steps, ...steps.map((h) => -h), 0].every((h) => isTame(e, shifted(h), scalars))) return
        if (!hasNoKink(e, shifted, scalars)) return
        // Richardson: the error of order h² is removed; what is left shows in the spread of two such values.
        const [d1, d2, d3] = steps.map(difference) as [number, number, number]
        const [better, best] = [(4 * d2 - d1) / 3, (4 * d3 - d2) / 3]
        if (!isClose(better, best, 1e-7)) return
        compared++
        const exact = evaluate(derivative(e, by), inputs, scalars)
        expect(isClose(exact, best, 2e-6), `derivative of ${print(e)}: ${exact}; differences: ${best}`).toBe(true)
      }),
      { numRuns: numRuns * 2 },
    )
    expect(compared).toBeGreaterThan(numRuns / 4)
  })

  it('make tapes that refer to earlier nodes only, hold no power and no node twice', () => {
    fc.assert(
      fc.property(fc.array(expressions, { minLength: 1, maxLength: 4 }), (list) => {
        const tape = compileTape(list)
        expect(tape.outputs.length).toBe(list.length)
        expect(new Set(tape.nodes.map((node) => JSON.stringify(node))).size).toBe(tape.nodes.length)
        for (const [place, node] of tape.nodes.entries()) {
          expect(node.op).not.toBe('pow')
          for (const field of ['x', 'a', 'b', 'then', 'otherwise'])
            if (field in node) expect(Reflect.get(node, field)).toBeLessThan(place)
        }
        expect(compileTape([...list]).key).toBe(tape.key)
      }),
      { numRuns },
    )
  })

  it('read no other symbols than they say', () => {
    fc.assert(
      fc.property(expressions, points, points, (e, inputs, scalars) => {
        const only = (values: readonly number[], read: readonly number[]): number[] =>
          values.map((x, k) => (read.includes(k) ? x : Number.NaN))
        const restricted = evaluate(e, only(inputs, inputsOf(e)), only(scalars, scalarsOf(e)))
        expect(restricted).toBe(evaluate(e, inputs, scalars))
        expect(size(e)).toBeLessThanOrEqual(treeSize(e))
      }),
      { numRuns },
    )
  })

  it('can be read back from what is printed', () => {
    fc.assert(
      fc.property(expressions, (e) => {
        expect(parse(print(e))).toBe(e)
      }),
      { numRuns },
    )
  })
})

function treeSize(e: Expression): number {
  return operandsOf(e).reduce((sum, o) => sum + treeSize(o), 1)
}

/** Whether tiny changes of the point leave the value nearly as it is: no jump (sign, floor, select …) right there. */
function isRobust(e: Expression, inputs: readonly number[], scalars: readonly number[]): boolean {
  const value = evaluate(e, inputs, scalars)
  return jumps(e, inputs, scalars).every((gap) => Math.abs(gap) > 1e-6) && Number.isFinite(value)
}

/** How far each kink and jump of an expression is from where it switches; exact switches on constants do not count. */
function jumps(e: Expression, inputs: readonly number[], scalars: readonly number[]): number[] {
  const at = (x: Expression): number => evaluate(x, inputs, scalars)
  return nodesOf([e]).flatMap((node) => {
    switch (node.op) {
      case 'abs':
      case 'sign':
      case 'sqrt':
        return [at(node.x)]
      case 'floor':
        return [at(node.x) - Math.round(at(node.x))]
      case 'min':
      case 'max':
      case 'select':
        return [at(node.a) - at(node.b)]
      case 'pow':
        return [at(node.a)]
      case 'div':
        return [at(node.b)]
      default:
        return []
    }
  })
}

/** Whether no kink or jump lies between the points that the differences use. */
function hasNoKink(e: Expression, shifted: (h: number) => readonly number[], scalars: readonly number[]): boolean {
  const left = jumps(e, shifted(-1.1e-3), scalars)
  const right = jumps(e, shifted(1.1e-3), scalars)
  return jumps(e, shifted(0), scalars).every(
    (gap, k) => Math.sign(left[k]!) === Math.sign(gap) && Math.sign(right[k]!) === Math.sign(gap) && gap !== 0,
  )
}

/** A small reader of printed expressions: precedence as in JavaScript, functions by name. */
function parse(text: string): Expression {
  const names = new Map<string, Expression>()
  const lines = text.split('\n')
  let value: Expression = constant(0)
  for (const line of lines) {
    const named = /^(t\d+) = (.*)$/.exec(line)
    const tokens = (named?.[2] ?? line).match(/[a-z]+\d*|\d+(?:\.\d+)?(?:e[+-]?\d+)?|<=|>=|[-+*/()<>=?:,]/g) ?? []
    value = parseTokens(tokens, names)
    if (named !== null) names.set(named[1]!, value)
  }
  return value
}

function parseTokens(tokens: readonly string[], names: ReadonlyMap<string, Expression>): Expression {
  let next = 0
  const take = (token: string): boolean => tokens[next] === token && ++next > 0
  const conditional = (): Expression => {
    const a = sum()
    const test = ({ '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', '=': 'eq' } as const)[tokens[next]!]
    if (test === undefined) return a
    next++
    const b = sum()
    expect(take('?')).toBe(true)
    const then = sum()
    expect(take(':')).toBe(true)
    return select(test, a, b, then, sum())
  }
  const sum = (): Expression => {
    let left = product()
    for (;;)
      if (take('+')) left = binary('add', left, product())
      else if (take('-')) left = binary('sub', left, product())
      else return left
  }
  const product = (): Expression => {
    let left = signed()
    for (;;)
      if (take('*')) left = binary('mul', left, signed())
      else if (take('/')) left = binary('div', left, signed())
      else return left
  }
  const signed = (): Expression => {
    if (!take('-')) return whole()
    return /^\d/.test(tokens[next]!) ? constant(-Number(tokens[next++])) : unary('neg', whole())
  }
  const whole = (): Expression => {
    if (take('(')) {
      const inside = conditional()
      expect(take(')')).toBe(true)
      return inside
    }
    const token = tokens[next++]!
    if (/^\d/.test(token)) return constant(Number(token))
    if (/^x\d/.test(token)) return input(Number(token.slice(1)))
    if (/^s\d/.test(token)) return scalar(Number(token.slice(1)))
    if (names.has(token)) return names.get(token)!
    expect(take('(')).toBe(true)
    const operands = [conditional()]
    while (take(',')) operands.push(conditional())
    expect(take(')')).toBe(true)
    const [a, b] = operands as [Expression, Expression]
    return unaryOps.find((op) => op === token) ? unary(token as 'abs', a) : binary(token as 'min', a, b)
  }
  const e = conditional()
  expect(next).toBe(tokens.length)
  return e
}
