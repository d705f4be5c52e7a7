import { intern, nodesOf, operandsOf, type Compare, type Expression } from './expression.js'

/** Names for the symbols of a printed expression, by index; `x0`, `s0` … where none is given. @public */
export interface PrintOptions {
  readonly inputs?: readonly string[]
  readonly scalars?: readonly string[]
}

/** Longer than this, parts that occur several times are written once, on lines of their own. */
const LONGEST_LINE = 200

const infix = { add: ['+', 1], sub: ['-', 1], mul: ['*', 2], div: ['/', 2] } as const
const signs: Readonly<Record<Compare, string>> = { lt: '<', le: '<=', gt: '>', ge: '>=', eq: '=' }

/** A text and how tightly it binds: 0 select, 1 sum, 2 product, 3 sign, 4 whole. */
interface Text {
  readonly text: string
  readonly binding: number
}

/**
 * An expression for people: `exp(-25 * abs(x0))`. Different expressions have different texts.
 * @public
 */
export function print(e: Expression, names: PrintOptions = {}): string {
  const root = intern(e)
  const order = nodesOf([root])
  const uses = new Map<Expression, number>()
  for (const node of order) for (const o of operandsOf(node)) uses.set(o, (uses.get(o) ?? 0) + 1)
  const lines: string[] = []
  const texts = new Map<Expression, Text>()
  const inOneLine = treeSize(order) <= LONGEST_LINE / 4
  for (const node of order) {
    const text = printNode(
      node,
      operandsOf(node).map((o) => texts.get(o)!),
      names,
    )
    const named =
      node !== root && operandsOf(node).length > 0 && (uses.get(node)! > 1 || text.text.length > LONGEST_LINE)
    if (inOneLine || !named) texts.set(node, text)
    else {
      const name = `t${lines.length}`
      lines.push(`${name} = ${text.text}`)
      texts.set(node, { text: name, binding: 4 })
    }
  }
  return [...lines, texts.get(root)!.text].join('\n')
}

function treeSize(order: readonly Expression[]): number {
  const sizes = new Map<Expression, number>()
  for (const node of order)
    sizes.set(
      node,
      operandsOf(node).reduce((sum, o) => sum + sizes.get(o)!, 1),
    )
  return sizes.get(order.at(-1)!)!
}

function printNode(node: Expression, operands: readonly Text[], names: PrintOptions): Text {
  const at = (k: number, binding: number): string => {
    const { text, binding: own } = operands[k]!
    return own < binding ? `(${text})` : text
  }
  switch (node.op) {
    case 'constant':
      return { text: String(node.value), binding: node.value < 0 ? 3 : 4 }
    case 'input':
      return { text: names.inputs?.[node.index] ?? `x${node.index}`, binding: 4 }
    case 'scalar':
      return { text: names.scalars?.[node.index] ?? `s${node.index}`, binding: 4 }
    case 'neg':
      return { text: node.x.op === 'constant' ? `-(${at(0, 0)})` : `-${at(0, 4)}`, binding: 3 }
    case 'add':
    case 'sub':
    case 'mul':
    case 'div': {
      const [symbol, binding] = infix[node.op]
      return { text: `${at(0, binding)} ${symbol} ${at(1, binding + 1)}`, binding }
    }
    case 'select':
      return { text: `${at(0, 1)} ${signs[node.test]} ${at(1, 1)} ? ${at(2, 1)} : ${at(3, 1)}`, binding: 0 }
    default:
      return { text: `${node.op}(${operands.map((o) => o.text).join(', ')})`, binding: 4 }
  }
}
