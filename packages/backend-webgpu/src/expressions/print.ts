import type { Compare, Tape, TapeNode } from '@snn/core'
import { calls, functions, type FunctionName } from './functions.js'

/** How inputs and scalars are called where a tape is printed. */
export interface Names {
  input(index: number): string
  scalar(index: number): string
}

/** A tape in WGSL: functions that it calls, lines that compute every node once, and the names of its outputs. */
export interface Printed {
  readonly functions: string
  readonly lines: string
  readonly outputs: readonly string[]
}

const infix = { add: '+', sub: '-', mul: '*', div: '/' } as const
const signs: Readonly<Record<Compare, string>> = { lt: '<', le: '<=', gt: '>', ge: '>=', eq: '==' }

export function print(tape: Tape, names: Names): Printed {
  const needed = new Set<FunctionName>()
  const need = (name: FunctionName): void => {
    calls[name].forEach(need)
    needed.add(name)
  }
  const lines = tape.nodes.map((node, k) => {
    if (node.op in calls) need(node.op as FunctionName)
    return `  let n${k} = ${textOf(node, names)};`
  })
  return {
    functions: [...needed].map((name) => functions[name]).join(''),
    lines: lines.join('\n'),
    outputs: tape.outputs.map((place) => `n${place}`),
  }
}

/** A float32 literal. */
export function literal(value: number): string {
  const largest = 3.4028234663852886e38
  const rounded = Math.fround(Math.max(-largest, Math.min(largest, value)))
  return rounded < 0 || Object.is(rounded, -0) ? `(-${-rounded}f)` : `${rounded}f`
}

function textOf(node: TapeNode, names: Names): string {
  switch (node.op) {
    case 'constant':
      return literal(node.value)
    case 'input':
      return names.input(node.index)
    case 'scalar':
      return names.scalar(node.index)
    case 'neg':
      return `-n${node.x}`
    case 'abs':
    case 'sign':
    case 'sqrt':
    case 'floor':
      return `${node.op}(n${node.x})`
    case 'exp':
    case 'log':
    case 'tanh':
    case 'sigmoid':
    case 'softplus':
      return `snn${node.op[0]!.toUpperCase()}${node.op.slice(1)}(n${node.x})`
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return `n${node.a} ${infix[node.op]} n${node.b}`
    case 'min':
    case 'max':
      return `${node.op}(n${node.a}, n${node.b})`
    case 'select':
      return `select(n${node.otherwise}, n${node.then}, n${node.a} ${signs[node.test]} n${node.b})`
    default:
      return node satisfies never
  }
}
