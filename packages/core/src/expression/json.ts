import { intern, nodesOf, operandsOf, type Expression } from './expression.js'

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
export const WRITTEN_DEPTH = 64

/** An expression as JSON; `expressionFromJson` gives the same expression back. @public */
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
