import { compileTape, type Expression, type MapCall, type Tape } from '@snn/core'
import type { CpuEngine } from '../engine/engine.js'
import { addressOf } from '../engine/types.js'
import { mapModule, mapRecord, type Access, type MapForm, type MapRecord } from '../expressions/map-function.js'
import { joinAxes } from './axes.js'

/** Compiled maps of some expressions, by the form of their operands; `next` leads on to longer lists of expressions. */
interface Known {
  readonly forms: Compiled[]
  readonly next: WeakMap<Expression, Known>
}

interface Compiled {
  readonly form: MapForm
  readonly scalars: number
  readonly kernel: number
  readonly record: MapRecord
  /** Nanoseconds an element. */
  readonly cost: number
}

/** Elements that are worth a call of their own. */
const PIECE = 4096

/** Elementwise expressions: all outputs in one pass, by a function made once for these expressions and this form of operands. */
export function createMap(engine: CpuEngine): (call: MapCall) => void {
  const root: Known = { forms: [], next: new WeakMap() }
  const byTape = new Map<string, Compiled>()

  function compile(expressions: readonly Expression[], form: MapForm, scalars: number): Compiled {
    const tape = compileTape(expressions)
    const key = `${JSON.stringify(form)} ${scalars} ${tape.key}`
    const found = byTape.get(key)
    if (found !== undefined) return found
    const kernel = engine.functionFrom(mapModule(tape, form, scalars, engine.memory.shared))
    const record = mapRecord(form, expressions.length, scalars)
    const made: Compiled = { form, scalars, kernel, record, cost: costOf(tape) }
    byTape.set(key, made)
    return made
  }

  function knownOf(expressions: readonly Expression[]): Known {
    let known = root
    for (const expression of expressions) {
      let next = known.next.get(expression)
      if (next === undefined) known.next.set(expression, (next = { forms: [], next: new WeakMap() }))
      known = next
    }
    return known
  }

  return ({ shape, outputs, outputDtype, expressions, inputs, scalars }) => {
    const { sizes, strides } = joinAxes(
      shape,
      inputs.map((input) => input.strides),
    )
    if (sizes.includes(0)) return
    const axes = Math.max(0, sizes.length - 1)
    const columns = sizes[axes] ?? 1
    const { forms } = knownOf(expressions)
    const fits = ({ dtype, access }: MapForm['inputs'][number], k: number): boolean =>
      dtype === inputs[k]!.dtype && access === accessOf(strides[k]![axes] ?? 1)
    let compiled = forms.find(
      ({ form, scalars: count }) =>
        form.axes === axes &&
        form.outputDtype === outputDtype &&
        count === scalars.length &&
        form.inputs.length === inputs.length &&
        form.inputs.every(fits),
    )
    if (compiled === undefined) {
      const operands = inputs.map(({ dtype }, k) => ({ dtype, access: accessOf(strides[k]![axes] ?? 1) }))
      compiled = compile(expressions, { inputs: operands, outputDtype, axes }, scalars.length)
      forms.push(compiled)
    }
    const { kernel, record, cost } = compiled

    let rows = 1
    for (let axis = 0; axis < axes; axis++) rows *= sizes[axis]!
    const byColumns = rows === 1 || (rows < 16 && columns >= 16 * PIECE)
    const args = engine.argument(record.words)
    const u32 = engine.memory.u32()
    const at = args / 4
    u32[at + record.rows] = rows
    u32[at + record.columns] = columns
    u32[at + record.byColumns] = byColumns ? 1 : 0
    for (let k = 0; k < axes - 1; k++) u32[at + record.lengths[k]!] = sizes[axes - 1 - k]!
    for (let k = 0; k < outputs.length; k++) u32[at + record.outputs[k]!] = addressOf(outputs[k]!)
    for (let k = 0; k < inputs.length; k++) {
      const { address, outer, inner } = record.inputs[k]!
      u32[at + address] = addressOf(inputs[k]!)
      for (let axis = 0; axis < axes; axis++) u32[at + outer[axis]!] = 4 * strides[k]![axes - 1 - axis]!
      u32[at + inner] = 4 * (strides[k]![axes] ?? 0)
    }
    const f32 = engine.memory.f32()
    for (let k = 0; k < scalars.length; k++) f32[at + record.scalars[k]!] = scalars[k]!
    engine.enqueue({
      kernel,
      args,
      kind: 'range',
      count: byColumns ? columns : rows,
      grain: byColumns ? PIECE : Math.max(1, Math.ceil(PIECE / columns)),
      cost: cost * rows * (columns + 8),
    })
  }
}

function accessOf(stride: number): Access {
  return stride === 1 ? 'contiguous' : stride === 0 ? 'constant' : 'strided'
}

const FUNCTIONS: ReadonlySet<string> = new Set(['exp', 'log', 'tanh', 'sigmoid', 'softplus'])

function costOf({ nodes }: Tape): number {
  return nodes.reduce((sum, { op }) => sum + (FUNCTIONS.has(op) ? 2.5 : 0.2), 0.1)
}
