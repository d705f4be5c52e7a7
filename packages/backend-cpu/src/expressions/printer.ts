import type { Tape, TapeNode } from '@snn/core'
import { CALLS, FUNCTION_NAMES, functionCode, type FunctionName } from './functions.js'
import { call, get, set } from './instructions/control.js'
import * as f32 from './instructions/f32.js'
import * as v128 from './instructions/v128.js'
import { assemble, type Code, type FunctionCode, type ValueType } from './module.js'

/** Where the printed code finds operands, and where it puts what it computes. */
export interface Operands {
  /** Four values of an input, int32 converted. */
  input(index: number): Code
  /** Four times a scalar argument. */
  scalar(index: number): Code
  /** A new local of a function. */
  local(type: ValueType): number
}

/** A tape printed once: code that computes all nodes for four elements, and the values of its outputs. */
export interface Printed {
  readonly code: Code
  readonly outputs: readonly Code[]
}

/** Functions that a tape calls, and what these call. */
export function functionsOf(tape: Tape): FunctionName[] {
  const needed = new Set<FunctionName>()
  const need = (name: FunctionName): void => {
    needed.add(name)
    CALLS[name].forEach(need)
  }
  for (const { op } of tape.nodes) if (isFunction(op)) need(op)
  return FUNCTION_NAMES.filter((name) => needed.has(name))
}

function isFunction(op: string): op is FunctionName {
  return (FUNCTION_NAMES as readonly string[]).includes(op)
}

/** The bytes of a module whose first functions are those that the tape calls, and whose last one is exported as `run`. */
export function moduleOf(
  tape: Tape,
  shared: boolean,
  main: (places: ReadonlyMap<FunctionName, number>) => FunctionCode,
): Uint8Array<ArrayBuffer> {
  const names = functionsOf(tape)
  const places = new Map(names.map((name, place) => [name, place] as const))
  return assemble([...names.map((name) => functionCode(name, places)), { ...main(places), export: 'run' }], shared)
}

/** Prints every node of a tape into a local of its own; constants and scalars stay where they are. */
export function print(tape: Tape, places: ReadonlyMap<FunctionName, number>, operands: Operands): Printed {
  const values: Code[] = []
  const code: number[] = []
  for (const node of tape.nodes) {
    const value = codeOf(node, values, places, operands)
    if (node.op === 'constant' || node.op === 'scalar') values.push(value)
    else {
      const local = operands.local('v128')
      code.push(...set(local, value))
      values.push(get(local))
    }
  }
  return { code, outputs: tape.outputs.map((place) => values[place]!) }
}

const { abs, add, div, eq, firstMax, firstMin, floor, ge, gt, le, lt, mul, neg, sqrt, sub } = f32
const unary = { neg, abs, sqrt, floor }
const binary = { add, sub, mul, div, min: firstMin, max: firstMax }
const tests = { eq, lt, le, gt, ge }

function codeOf(
  node: TapeNode,
  values: readonly Code[],
  places: ReadonlyMap<FunctionName, number>,
  operands: Operands,
): Code {
  const at = (place: number): Code => values[place]!
  switch (node.op) {
    case 'constant':
      return f32.splat(node.value)
    case 'input':
      return operands.input(node.index)
    case 'scalar':
      return operands.scalar(node.index)
    case 'neg':
    case 'abs':
    case 'sqrt':
    case 'floor':
      return unary[node.op](at(node.x))
    case 'sign':
      return f32.sub(
        v128.and(f32.gt(at(node.x), f32.splat(0)), f32.splat(1)),
        v128.and(f32.lt(at(node.x), f32.splat(0)), f32.splat(1)),
      )
    case 'exp':
    case 'log':
    case 'tanh':
    case 'sigmoid':
    case 'softplus':
      return call(places.get(node.op)!, at(node.x))
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'min':
    case 'max':
      return binary[node.op](at(node.a), at(node.b))
    case 'select':
      return v128.choose(tests[node.test](at(node.a), at(node.b)), at(node.then), at(node.otherwise))
    default:
      return node satisfies never
  }
}
