import { FormatError, isSnnError } from '../errors.js'
import { binary, constant, input, scalar, select, unary } from './build.js'
import {
  binaryOps,
  compareOps,
  unaryOps,
  type Binary,
  type Compare,
  type Expression,
  type Unary,
} from './expression.js'
import { WRITTEN_DEPTH } from './json.js'

const READ_DEPTH = 2 * WRITTEN_DEPTH

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
