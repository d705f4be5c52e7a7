import { FormatError, isSnnError } from '../errors.js'
import { binary, constant, input, scalar, select, unary } from './build.js'
import {
  binaryOps,
  compareOps,
  intern,
  nodesOf,
  operandsOf,
  unaryOps,
  type Binary,
  type Compare,
  type Expression,
  type Unary,
} from './expression.js'

/**
 * An expression as JSON: a number; `{ "input": 0 }`; `{ "scalar": 0 }`; or `["op", operand, …]`, where a select is
 * `["select", "lt", a, b, then, otherwise]`. What occurs several times is written once, under `shared`, and meant by
 * `{ "ref": k }`, the k-th of these.
 * @public
 */
export type ExpressionJson =
  | number
  | { readonly input: number }
  | { readonly scalar: number }
  | { readonly ref: number }
  | readonly [string, ...(ExpressionJson | string)[]]
  | { readonly shared: readonly ExpressionJson[]; readonly is: ExpressionJson }

/** Deeper than this, parts are written under `shared`. */
const WRITTEN_DEPTH = 64
const READ_DEPTH = 2 * WRITTEN_DEPTH

/** An expression as JSON; {@link expressionFromJson} gives the same expression back. @public */
export function expressionToJson(e: Expression): ExpressionJson {
  const order = nodesOf([intern(e)])
  const uses = new Map<Expression, number>()
  for (const node of order) for (const o of operandsOf(node)) uses.set(o, (uses.get(o) ?? 0) + 1)
  const shared: ExpressionJson[] = []
  const written = new Map<Expression, { readonly json: ExpressionJson; readonly depth: number }>()
  for (const node of order) {
    const operands = operandsOf(node).map((o) => written.get(o)!)
    const json = nodeToJson(
      node,
      operands.map((o) => o.json),
    )
    const depth = 1 + operands.reduce((most, o) => Math.max(most, o.depth), 0)
    const uncommon = operands.length === 0 || ((uses.get(node) ?? 0) < 2 && depth < WRITTEN_DEPTH)
    written.set(node, uncommon || node === order.at(-1) ? { json, depth } : { json: { ref: shared.length }, depth: 1 })
    if ('ref' in Object(written.get(node)!.json)) shared.push(json)
  }
  const is = written.get(order.at(-1)!)!.json
  return shared.length === 0 ? is : { shared, is }
}

function nodeToJson(node: Expression, operands: readonly ExpressionJson[]): ExpressionJson {
  switch (node.op) {
    case 'constant':
      return node.value
    case 'input':
      return { input: node.index }
    case 'scalar':
      return { scalar: node.index }
    case 'select':
      return [node.op, node.test, ...operands]
    default:
      return [node.op, ...operands]
  }
}

/**
 * The expression that JSON stands for.
 * @param json parsed JSON, from anywhere.
 * @param where names it in messages.
 * @throws FormatError when it is no expression.
 * @public
 */
export function expressionFromJson(json: unknown, where = 'expression'): Expression {
  if (!isRecord(json) || !('shared' in json)) return read(json, [], where, 0)
  const { shared, is } = json
  if (!Array.isArray(shared) || Object.keys(json).length !== 2)
    throw malformed(where, 'an object { shared: […], is: … }', json)
  const known: Expression[] = []
  for (const [k, part] of shared.entries()) known.push(read(part, known, `${where}.shared[${k}]`, 0))
  return read(is, known, `${where}.is`, 0)
}

function read(json: unknown, shared: readonly Expression[], where: string, depth: number): Expression {
  if (depth > READ_DEPTH)
    throw new FormatError({
      what: `${where} is nested more than ${READ_DEPTH} deep`,
      where,
      fix: 'Write deep parts under "shared".',
    })
  try {
    if (typeof json === 'number') return constant(json)
    if (isRecord(json)) return readLeaf(json, shared, where)
  } catch (cause) {
    if (isSnnError(cause, 'ARGUMENT')) throw malformed(where, 'a finite number or an index from 0', json, cause)
    throw cause
  }
  if (!Array.isArray(json)) throw malformed(where, 'a number, an object or an array', json)
  const [op, ...rest] = json as unknown[]
  const operand = (k: number): Expression => read(rest[k], shared, `${where}[${k + 1}]`, depth + 1)
  if (isOneOf<Unary>(unaryOps, op) && rest.length === 1) return unary(op, operand(0))
  if (isOneOf<Binary>(binaryOps, op) && rest.length === 2) return binary(op, operand(0), operand(1))
  if (op === 'select' && rest.length === 5 && isOneOf<Compare>(compareOps, rest[0]))
    return select(rest[0], operand(1), operand(2), operand(3), operand(4))
  throw malformed(where, '["op", operand, …] with an operation of this version and all its operands', json)
}

function readLeaf(json: Record<string, unknown>, shared: readonly Expression[], where: string): Expression {
  const [[key, value] = []] = Object.entries(json)
  if (Object.keys(json).length === 1 && typeof value === 'number') {
    if (key === 'input') return input(value)
    if (key === 'scalar') return scalar(value)
    const part = key === 'ref' ? shared[value] : undefined
    if (part !== undefined) return part
  }
  throw malformed(where, '{ "input": k }, { "scalar": k } or a "ref" to an earlier shared part', json)
}

function malformed(where: string, expected: string, got: unknown, cause?: unknown): FormatError {
  const text = JSON.stringify(got) ?? typeof got
  return new FormatError({
    what: `${where}: expected ${expected}; got ${text.length > 80 ? `${text.slice(0, 77)}…` : text}`,
    where,
    fix: 'The operations are listed with the type Expression of @snn/core.',
    cause,
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isOneOf<T extends string>(list: readonly T[], value: unknown): value is T {
  return (list as readonly unknown[]).includes(value)
}
