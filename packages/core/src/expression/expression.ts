import { brandObject, brandOf, contractVersion } from '../brand.js'
import { VersionError } from '../errors.js'

/** Functions of one operand. sign(0) = 0; sigmoid x = 1/(1 + e^-x); softplus x = log(1 + e^x). @public */
export type Unary = 'neg' | 'abs' | 'sign' | 'floor' | 'sqrt' | 'exp' | 'log' | 'tanh' | 'sigmoid' | 'softplus'

/**
 * Functions of two operands. min and max give the first operand where both are equal. pow with a whole exponent, of
 * at most 1024 in size, that is a constant or folds to one is a product; any other a^b is e^(b·log a) where a > 0 and 0 elsewhere.
 * @public
 */
export type Binary = 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max' | 'pow'

/** How a `select` compares: a < b, a ≤ b, a > b, a ≥ b, a = b. @public */
export type Compare = 'lt' | 'le' | 'gt' | 'ge' | 'eq'

export const unaryOps: readonly Unary[] = [
  'neg',
  'abs',
  'sign',
  'floor',
  'sqrt',
  'exp',
  'log',
  'tanh',
  'sigmoid',
  'softplus',
]
export const binaryOps: readonly Binary[] = ['add', 'sub', 'mul', 'div', 'min', 'max', 'pow']
export const compareOps: readonly Compare[] = ['lt', 'le', 'gt', 'ge', 'eq']

/**
 * An elementwise formula over the operands of a map, as plain immutable data. Equal formulas are one and the same object.
 * A backend prints it in its own language; core differentiates it.
 * @public
 */
export type Expression = ConstantNode | InputNode | ScalarNode | UnaryNode | BinaryNode | SelectNode

/** A number written into the kernel. */
export interface ConstantNode {
  readonly op: 'constant'
  readonly value: number
}

/** The index-th tensor operand of a map. */
export interface InputNode {
  readonly op: 'input'
  readonly index: number
}

/** The index-th scalar argument of a map: it changes from call to call without another kernel. */
export interface ScalarNode {
  readonly op: 'scalar'
  readonly index: number
}

export interface UnaryNode {
  readonly op: Unary
  readonly x: Expression
}

export interface BinaryNode {
  readonly op: Binary
  readonly a: Expression
  readonly b: Expression
}

/** (a test b) ? then : otherwise. */
export interface SelectNode {
  readonly op: 'select'
  readonly test: Compare
  readonly a: Expression
  readonly b: Expression
  readonly then: Expression
  readonly otherwise: Expression
}

/**
 * Whether a value is an expression, of this copy of the library or of another one of the same version.
 * @throws VersionError when an expression of another version comes.
 * @public
 */
export function isExpression(value: unknown): value is Expression {
  const version = brandOf(value)
  if (version === undefined || typeof (value as { readonly op?: unknown }).op !== 'string') return false
  if (version !== contractVersion)
    throw new VersionError({
      what: `an expression of contract version ${version} was given to @snn/core of contract version ${contractVersion}`,
      fix: 'Install one version of all @snn packages.',
    })
  return true
}

/** The operands of a node, in the order of its fields. */
export function operandsOf(e: Expression): readonly Expression[] {
  if ('test' in e) return [e.a, e.b, e.then, e.otherwise]
  if ('a' in e) return [e.a, e.b]
  return 'x' in e ? [e.x] : []
}

/** The same node over other operands. */
export function withOperands(e: Expression, operands: readonly Expression[]): Expression {
  return intern(copyNode(e, operands) as Expression)
}

/** Every different node below the given ones and they themselves, operands before what uses them, in a fixed order. */
export function nodesOf(roots: readonly Expression[]): Expression[] {
  const order: Expression[] = []
  const done = new Set<Expression>()
  const stack: { readonly node: Expression; readonly operands: readonly Expression[]; next: number }[] = []
  const open = (node: Expression): void => {
    if (!done.has(node)) stack.push({ node, operands: operandsOf(node), next: 0 })
  }
  for (const root of roots) {
    open(root)
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (top.next < top.operands.length) open(top.operands[top.next++]!)
      else {
        stack.pop()
        if (!done.has(top.node)) order.push(top.node)
        done.add(top.node)
      }
    }
  }
  return order
}

// A cache without visible effect: one object for each formula, as long as anyone holds it.
const known = new Map<string, WeakRef<Expression>>()
const identities = new WeakMap<Expression, number>()
const forgotten = new FinalizationRegistry<string>((key) => {
  if (known.get(key)?.deref() === undefined) known.delete(key)
})
let lastIdentity = 0

/**
 * The one object that stands for a formula: structurally equal expressions give the same. It is frozen and carries the
 * brand. Nodes of another copy of the library are taken over.
 */
export function intern(e: Expression): Expression {
  if (identities.has(e)) return e
  const operands = operandsOf(e)
  if (operands.every((operand) => identities.has(operand))) return internNode(e)
  const mapped = new Map<Expression, Expression>()
  for (const node of nodesOf([e]))
    mapped.set(
      node,
      identities.has(node)
        ? node
        : internNode(
            node,
            operandsOf(node).map((o) => mapped.get(o)!),
          ),
    )
  return mapped.get(e)!
}

function internNode(e: Expression, operands: readonly Expression[] = operandsOf(e)): Expression {
  const key = keyOf(e, operands)
  const found = known.get(key)?.deref()
  if (found !== undefined) return found
  const node = Object.freeze(brandObject(copyNode(e, operands) as Expression))
  known.set(key, new WeakRef(node))
  identities.set(node, ++lastIdentity)
  forgotten.register(node, key)
  return node
}

function keyOf(e: Expression, operands: readonly Expression[]): string {
  const own = 'value' in e ? e.value : 'index' in e ? e.index : 'test' in e ? e.test : ''
  let key = `${e.op} ${own}`
  for (const operand of operands) key += ` ${identities.get(operand)}`
  return key
}

/** A node of the same kind over other operands, whatever stands for these. */
export function copyNode(e: Expression, [a, b, then, otherwise]: readonly unknown[]): unknown {
  const { op } = e
  if ('value' in e) return { op, value: e.value }
  if ('index' in e) return { op, index: e.index }
  if ('test' in e) return { op, test: e.test, a, b, then, otherwise }
  return 'a' in e ? { op, a, b } : { op, x: a }
}
