import { FormatError } from '@snn/core'
import type { Array64 } from '../reference/array.js'
import type { EventList } from '../reference/events.js'
import type { LowerRegularizer, UpperRegularizer } from '../reference/losses.js'
import { openContainer } from './container.js'
import type { Container } from './container.js'
import { booleanField, fieldsOf, listField, numberField, numbersField, stringField } from './fields.js'
import { wholeField, wholesField, wrong } from './fields.js'
import type { Fields } from './fields.js'

/** A feed-forward network of LIF layers and a leaky readout, with everything that was computed for it. */
export interface FeedForwardCase {
  readonly kind: 'feed-forward'
  readonly name: string
  readonly batch: number
  readonly steps: number
  /** Neurons per layer, the input first, the readout last. */
  readonly sizes: readonly number[]
  readonly alpha: number
  readonly alphaReadout: number
  /** Of the fast sigmoid surrogate. */
  readonly beta: number
  readonly threshold: number
  readonly upper: UpperRegularizer
  readonly lower: LowerRegularizer
  readonly events: EventList
  /** False where some bin holds several spikes, which are summed; true where clamping changes nothing. */
  readonly clamp: boolean
  readonly labels: Int32Array
  /** Per layer `[in][out]`, exact in float32. */
  readonly weights: readonly Array64[]
  /** V of each hidden layer, `[batch, steps, neurons]`. */
  readonly potentials: readonly Array64[]
  /** S of each hidden layer, `[batch, steps, neurons]`. */
  readonly spikes: readonly Array64[]
  /** U of the readout, `[batch, steps, classes]`. */
  readonly out: Array64
  readonly variants: readonly GoldenVariant[]
}

/** One loss and one backward threshold on a case. */
export interface GoldenVariant {
  readonly tag: string
  readonly readout: 'max' | 'sum'
  readonly regularized: boolean
  readonly backwardThreshold: number
  readonly loss: number
  /** The loss without the regularizers. */
  readonly nll: number
  /** The regularizers of each hidden layer. */
  readonly regularizers: readonly number[]
  /** ∇W of each layer, the readout's last. */
  readonly weightGradients: readonly Array64[]
  /** ε at the active entries of each hidden layer, in (b, t, i) order. */
  readonly activeEpsilon: readonly Float64Array[]
  /** δ of each layer, the readout's last; absent in most variants. */
  readonly delta?: readonly Array64[]
}

/** Reads a feed-forward case; throws a `FormatError` where fields and arrays do not fit together. */
export function readFeedForwardCase(fields: Fields, bytes: Uint8Array, name: string): FeedForwardCase {
  const container = openContainer(bytes, `${name}.bin`)
  const batch = wholeField(fields, 'B', name, 1)
  const steps = wholeField(fields, 'T', name, 1)
  const sizes = wholesField(fields, 'sizes', name, 1)
  if (sizes.length < 3) throw wrong(`${name}.sizes`, 'three or more layers', sizes)
  const sequences = sizes.slice(1).map((neurons) => [batch, steps, neurons])
  const hidden = sequences.slice(0, -1)
  const matrices = sizes.slice(1).map((neurons, l) => [sizes[l]!, neurons])
  const reg = fieldsOf(fields['reg'], `${name}.reg`)
  const shapes = { matrices, sequences, hidden: hidden.length }
  const variants = listField(fields, 'variants', name)
  return {
    kind: 'feed-forward',
    name,
    batch,
    steps,
    sizes,
    alpha: numberField(fields, 'alpha', name),
    alphaReadout: numberField(fields, 'alpha_readout', name),
    beta: numberField(fields, 'beta', name),
    threshold: numberField(fields, 'vth', name),
    upper: {
      weight: numberField(reg, 'lambda_upper', `${name}.reg`),
      above: numberField(reg, 'f_upper', `${name}.reg`),
      power: numberField(reg, 'p_up', `${name}.reg`),
    },
    lower: {
      weight: numberField(reg, 'lambda_lower', `${name}.reg`),
      below: numberField(reg, 'f_lower', `${name}.reg`),
    },
    events: readEvents(container, fields, name, [batch, steps, sizes[0]!]),
    clamp: numberField(fields, 'max_in_bin', name) <= 1,
    labels: readLabels(container, fields, name, batch, sizes.at(-1)!),
    weights: readArrays(container, fields, 'W', name, matrices),
    potentials: readArrays(container, fields, 'V', name, hidden),
    spikes: readArrays(container, fields, 'S', name, hidden),
    out: container.float64(fields['out'], `${name}.out`, sequences.at(-1)),
    variants: variants.map((variant, v) => readVariant(container, variant, `${name}.variants[${v}]`, shapes)),
  }
}

interface VariantShapes {
  readonly matrices: readonly (readonly number[])[]
  readonly sequences: readonly (readonly number[])[]
  /** Number of hidden layers. */
  readonly hidden: number
}

function readVariant(container: Container, value: unknown, where: string, shapes: VariantShapes): GoldenVariant {
  const fields = fieldsOf(value, where)
  const readout = stringField(fields, 'readout', where)
  if (readout !== 'max' && readout !== 'sum') throw wrong(`${where}.readout`, `'max' or 'sum'`, readout)
  const active = listField(fields, 'dS_active', where)
  if (active.length !== shapes.hidden) throw wrong(`${where}.dS_active`, `${shapes.hidden} arrays`, active.length)
  return {
    tag: stringField(fields, 'tag', where),
    readout,
    regularized: booleanField(fields, 'reg', where),
    backwardThreshold: fields['Bth'] === null ? Infinity : numberField(fields, 'Bth', where),
    loss: numberField(fields, 'loss', where),
    nll: numberField(fields, 'nll', where),
    regularizers: numbersField(fields, 'reg_per_layer', where),
    weightGradients: readArrays(container, fields, 'dW', where, shapes.matrices),
    activeEpsilon: active.map((reference, l) => container.float64(reference, `${where}.dS_active[${l}]`).data),
    ...('delta' in fields ? { delta: readArrays(container, fields, 'delta', where, shapes.sequences) } : {}),
  }
}

function readArrays(
  container: Container,
  fields: Fields,
  field: string,
  where: string,
  shapes: readonly (readonly number[])[],
): Array64[] {
  const references = listField(fields, field, where)
  if (references.length !== shapes.length)
    throw wrong(`${where}.${field}`, `${shapes.length} arrays`, references.length)
  return references.map((reference, l) => container.float64(reference, `${where}.${field}[${l}]`, shapes[l]))
}

function readEvents(container: Container, fields: Fields, name: string, limits: readonly number[]): EventList {
  const { data, shape } = container.int32(fields['events'], `${name}.events`)
  if (shape.length !== 2 || shape[1] !== 3) throw wrong(`${name}.events.shape`, '[events, 3]', shape)
  const column = (axis: number): Int32Array => data.filter((_, n) => n % 3 === axis)
  const [b, t, i] = [column(0), column(1), column(2)]
  const [batch, time, neurons] = limits as [number, number, number]
  for (let n = 0; n < data.length; n++) {
    if (data[n]! >= 0 && data[n]! < limits[n % 3]!) continue
    throw new FormatError({
      what: `event ${Math.floor(n / 3)} of ${name} must lie inside [${limits.join(', ')}]; got ${data[n]} on axis ${n % 3}`,
      where: `${name}.events`,
      file: `${name}.bin`,
    })
  }
  return { batch, time, neurons, b, t, i }
}

function readLabels(container: Container, fields: Fields, name: string, batch: number, classes: number): Int32Array {
  const { data } = container.int32(fields['labels'], `${name}.labels`, [batch])
  const bad = data.find((label) => label < 0 || label >= classes)
  if (bad !== undefined) throw wrong(`${name}.labels`, `classes from 0 to ${classes - 1}`, bad)
  return data
}
