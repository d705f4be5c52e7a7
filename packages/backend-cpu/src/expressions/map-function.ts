import type { Tape } from '@snn/core'
import { get, set, whileLoop } from './instructions/control.js'
import * as f32 from './instructions/f32.js'
import * as i32 from './instructions/i32.js'
import * as i32x4 from './instructions/i32x4.js'
import * as v128 from './instructions/v128.js'
import type { Code, FunctionCode, ValueType } from './module.js'
import { moduleOf, print, type Printed } from './printer.js'

/** How a map reads an input along its rows: consecutive elements, one element for the whole row, or one every so often. */
export type Access = 'contiguous' | 'constant' | 'strided'

/** All that a map's code depends on besides its expressions. */
export interface MapForm {
  readonly inputs: readonly { readonly access: Access; readonly dtype: 'float32' | 'int32' }[]
  readonly outputDtype: 'float32' | 'int32'
  /** How many axes lie outside of the rows. */
  readonly axes: number
}

/** Places of the words of a map's argument record. All strides and addresses are bytes. */
export interface MapRecord {
  /** Number of rows, and of elements in each. */
  readonly rows: number
  readonly columns: number
  /** 0: a call works on the rows from … to; 1: on the columns from … to of all rows. */
  readonly byColumns: number
  /** Lengths of the outer axes but the first, the last one first. */
  readonly lengths: readonly number[]
  readonly outputs: readonly number[]
  readonly inputs: readonly { readonly address: number; readonly outer: readonly number[]; readonly inner: number }[]
  readonly scalars: readonly number[]
  readonly words: number
}

/** Lays out the argument record of a map. Outer strides stand in the order of `lengths`, the stride of the first axis last. */
export function mapRecord({ inputs, axes }: MapForm, outputs: number, scalars: number): MapRecord {
  let words = 0
  const take = (count: number): number[] => Array.from({ length: count }, () => words++)
  const [rows, columns, byColumns] = take(3) as [number, number, number]
  return {
    rows,
    columns,
    byColumns,
    lengths: take(Math.max(0, axes - 1)),
    outputs: take(outputs),
    inputs: inputs.map(() => ({ address: words++, outer: take(axes), inner: words++ })),
    scalars: take(scalars),
    get words() {
      return words
    },
  }
}

const ARGS = 0
const FROM = 1
const TO = 2

/**
 * The module of a map, `run(args, from, to)`: all outputs of the expressions in one pass over the operands. Rows are
 * computed four elements at a time, and what is left of a row one by one with the same instructions.
 */
export function mapModule(tape: Tape, form: MapForm, scalars: number, shared: boolean): Uint8Array<ArrayBuffer> {
  const record = mapRecord(form, tape.outputs.length, scalars)
  return moduleOf(tape, shared, (places): FunctionCode => {
    const locals: ValueType[] = []
    const local = (type: ValueType): number => locals.push(type) + TO
    const word = (place: number): Code => i32.load(get(ARGS), 4 * place)

    const [row, lastRow, firstOffset, lastOffset, vectorEnd, offset] = Array.from({ length: 6 }, () =>
      local('i32'),
    ) as [number, number, number, number, number, number]
    const outputs = tape.outputs.map(() => local('i32'))
    const used = new Set(tape.nodes.flatMap((node) => (node.op === 'input' ? [node.index] : [])))
    const inputs = form.inputs.map((kind, index) => ({
      ...kind,
      words: record.inputs[index]!,
      used: used.has(index),
      address: local('i32'),
      stride: kind.access === 'strided' ? local('i32') : -1,
      value: kind.access === 'constant' ? local('v128') : -1,
    }))
    const scalarLocals = Array.from({ length: scalars }, () => local('v128'))

    const converted = (dtype: 'float32' | 'int32', value: Code): Code =>
      dtype === 'int32' ? f32.fromI32(value) : value
    const inputCode = (index: number, vector: boolean): Code => {
      const { access, dtype, address, stride, value } = inputs[index]!
      if (access === 'constant') return get(value)
      if (access === 'contiguous') {
        const at = i32.add(get(address), get(offset))
        return converted(dtype, vector ? v128.load(at) : v128.load32Zero(at))
      }
      const lane = (k: number): Code =>
        i32.add(get(address), i32.mul(get(stride), i32.add(shiftRight2(get(offset)), i32.constant(k))))
      if (!vector) return converted(dtype, v128.load32Zero(lane(0)))
      return converted(
        dtype,
        [1, 2, 3].reduce((lanes, k) => v128.load32Lane(lane(k), lanes, k), v128.load32Zero(lane(0))),
      )
    }
    const body = (vector: boolean): Code => {
      const printed: Printed = print(tape, places, {
        local,
        input: (index) => inputCode(index, vector),
        scalar: (index) => get(scalarLocals[index]!),
      })
      const store = vector ? v128.store : v128.store32Lane
      return [
        ...printed.code,
        ...printed.outputs.flatMap((value, k) =>
          store(i32.add(get(outputs[k]!), get(offset)), form.outputDtype === 'int32' ? i32x4.fromF32(value) : value),
        ),
        ...set(offset, i32.add(get(offset), i32.constant(vector ? 16 : 4))),
      ]
    }

    const rest = local('i32')
    const quotient = local('i32')
    const place = local('i32')
    const placeRow = (): Code => {
      const used = inputs.filter((input) => input.used)
      const axis = (k: number, index: Code): Code =>
        used.flatMap(({ address, words }) => set(address, i32.add(get(address), i32.mul(index, word(words.outer[k]!)))))
      const faster = record.lengths.flatMap((length, k) => [
        ...set(quotient, i32.divide(get(rest), word(length))),
        ...set(place, i32.sub(get(rest), i32.mul(get(quotient), word(length)))),
        ...axis(k, get(place)),
        ...set(rest, get(quotient)),
      ])
      return [
        ...outputs.flatMap((output, k) =>
          set(
            output,
            i32.add(word(record.outputs[k]!), i32.shiftLeft(i32.mul(get(row), word(record.columns)), i32.constant(2))),
          ),
        ),
        ...used.flatMap(({ address, words }) => set(address, word(words.address))),
        ...set(rest, get(row)),
        ...faster,
        ...(form.axes > 0 ? axis(form.axes - 1, get(rest)) : []),
        ...used
          .filter(({ access }) => access === 'constant')
          .flatMap(({ value, address, dtype }) => set(value, converted(dtype, v128.load32Splat(get(address))))),
      ]
    }

    const byColumns = word(record.byColumns)
    const four = i32.constant(2)
    const code: Code = [
      ...scalarLocals.flatMap((value, k) => set(value, v128.load32Splat(get(ARGS), 4 * record.scalars[k]!))),
      ...inputs
        .filter(({ used, access }) => used && access === 'strided')
        .flatMap(({ stride, words }) => set(stride, word(words.inner))),
      ...set(row, i32.select(byColumns, i32.constant(0), get(FROM))),
      ...set(lastRow, i32.select(byColumns, word(record.rows), get(TO))),
      ...set(firstOffset, i32.shiftLeft(i32.select(byColumns, get(FROM), i32.constant(0)), four)),
      ...set(lastOffset, i32.shiftLeft(i32.select(byColumns, get(TO), word(record.columns)), four)),
      ...set(
        vectorEnd,
        i32.add(get(firstOffset), i32.and(i32.sub(get(lastOffset), get(firstOffset)), i32.constant(-16))),
      ),
      ...whileLoop(i32.less(get(row), get(lastRow)), [
        ...placeRow(),
        ...set(offset, get(firstOffset)),
        ...whileLoop(i32.less(get(offset), get(vectorEnd)), body(true)),
        ...whileLoop(i32.less(get(offset), get(lastOffset)), body(false)),
        ...set(row, i32.add(get(row), i32.constant(1))),
      ]),
    ]
    return { parameters: ['i32', 'i32', 'i32'], results: [], locals, body: code }
  })
}

function shiftRight2(value: Code): Code {
  return [...value, 0x41, 2, 0x76]
}
