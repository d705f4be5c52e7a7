import type { Value } from '../autograd/tape.js'
import { checkFinite } from '../checks.js'
import { ArgumentError, ShapeError } from '../errors.js'
import { add, constant, input, max, mul, scalar, select, sub } from '../expression/build.js'
import { derivative } from '../expression/derivative.js'
import type { Expression } from '../expression/expression.js'
import { power, times } from '../expression/simplify.js'
import { asPublic } from '../runtime.js'
import { isTrain, type SpikeTrain } from '../spike-train.js'
import { countInto, giveCounts } from '../spiking/counts.js'
import type { DeviceTensor, Scalar, Tensor } from '../tensor.js'
import { asTensor, asTrain, commonRuntime, isTensor } from '../value.js'
import { newTensor } from './create.js'
import { reshaped } from './layout.js'
import { mapTensors } from './map.js'
import { reduceKernel, repeated } from './sum.js'
import { untaped } from './untaped.js'

/** Limits on spike counts, each with its weight. @public */
export interface SpikeRegularizer {
  /** weight · max(0, S̄ - above)^power with S̄ the spikes of a sample per neuron; power is 1 unless given. */
  readonly upper?: { readonly weight: number; readonly above: number; readonly power?: number } | undefined
  /** (weight / N) Σ_j max(0, below - S_j)² with S_j the spikes of neuron j in a sample. */
  readonly lower?: { readonly weight: number; readonly below: number } | undefined
}

/** Layers of one size, whose counts lie one after the other: all of them take one call of each dense kernel. */
interface Group {
  /** Their places among all layers. */
  readonly members: readonly number[]
  /** Spikes of each neuron in each sample, [members, batch, neurons]. */
  readonly counts: DeviceTensor<'float32'>
  /** Spikes of each sample, [members, batch], where there is an upper limit. */
  readonly totals: DeviceTensor | undefined
  /** What each limit costs a member: `sums` [members] times the weight. */
  readonly costs: readonly { readonly sums: DeviceTensor; readonly weight: number }[]
}

/**
 * The mean over the batch of what spike counts outside the given limits cost, summed over layers: the regularizers of
 * Perez-Nieves & Goodman 2021. Costs batch · neurons, whatever the number of steps.
 * @param hidden the trains that layers of this step made; or, by the unrolled rule, their spikes [batch, time, neurons].
 * @throws ArgumentError when neither limit, or no train, is given, or a number is not finite; ShapeError.
 * @public
 */
export function spikeRegularizer(hidden: readonly (SpikeTrain | Tensor)[], o: SpikeRegularizer): Scalar {
  if (hidden.length === 0 || (!o.upper && !o.lower))
    throw new ArgumentError({
      what: 'spikeRegularizer needs at least one spike train and one limit',
      fix: 'Call spikeRegularizer(hidden, { lower: { weight: 100, below: 1e-3 } }).',
    })
  const layers = hidden.map((x): Value =>
    isTensor(x) ? asTensor(x, 'spikeRegularizer') : asTrain(x, 'spikeRegularizer'),
  )
  const runtime = commonRuntime(layers, 'spikeRegularizer')
  const result = runtime.operate(() => {
    const { groups, output } = untaped(runtime, () => {
      const members = Map.groupBy(layers.keys(), (k) => sizeOf(layers[k]!).join())
      const groups = Array.from(members.values(), (members) => groupOf(members, layers, o))
      return { groups, output: totalOf(groups, layers.length) }
    })
    runtime.recorder!.tape.add({
      name: 'spikeRegularizer',
      inputs: layers,
      outputs: [output],
      backward: (flow) => {
        const slopes: DeviceTensor<'float32'>[] = []
        for (const group of groups) {
          if (!group.members.some((k) => flow.wants(k))) continue
          const slope = slopeOf(group, flow.gradientOf(0)!, o)
          group.members.forEach((layer, k) => (slopes[layer] = ofMember(slope, k)))
        }
        for (let k = layers.length - 1; k >= 0; k--) {
          const layer = layers[k]!
          if (!flow.wants(k)) continue
          if (isTrain(layer)) giveCounts(flow, k, slopes[k]!)
          else flow.give(k, repeated(slopes[k]!, 1, layer.shape[1]!))
        }
      },
    })
    return output
  })
  return asPublic(result) as unknown as Scalar
}

/** [batch, neurons]. */
function sizeOf(layer: Value): readonly [number, number] {
  if (isTrain(layer)) return [layer.batch, layer.neurons]
  const [batch, , neurons] = layer.shape
  if (layer.shape.length !== 3)
    throw new ShapeError({
      what: `spikeRegularizer takes spike trains, or spikes [batch, time, neurons]; got [${layer.shape.join(', ')}]`,
    })
  return [batch!, neurons!]
}

/** The part of one member of a group, without the axis of members. */
function ofMember(x: DeviceTensor<'float32'>, k: number): DeviceTensor<'float32'> {
  const [stride, ...strides] = x.strides
  return x.view(x.shape.slice(1), strides, x.offset + k * stride!)
}

function map(
  expression: Expression,
  operands: readonly DeviceTensor[],
  scalars: readonly number[],
): DeviceTensor<'float32'> {
  for (const value of scalars) checkFinite('what spikeRegularizer computes with', value)
  return mapTensors('spikeRegularizer', expression, operands, scalars)
}

function groupOf(members: readonly number[], layers: readonly Value[], { upper, lower }: SpikeRegularizer): Group {
  const { runtime } = layers[members[0]!]!
  const [batch, neurons] = sizeOf(layers[members[0]!]!)
  const counts = newTensor(runtime, [members.length, batch, neurons], 'float32')
  members.forEach((place, k) => {
    const layer = layers[place]!
    if (isTrain(layer)) countInto(layer, ofMember(counts, k))
    else reduceKernel('sum', layer, 1, ofMember(counts, k))
  })
  const totals = upper && reduceKernel('sum', counts, 2)
  const costs: { sums: DeviceTensor; weight: number }[] = []
  if (upper) {
    const { power: exponent = 1, above, weight } = upper
    const cost = kept(`cost ${exponent}`, () => power(excess(input(0), scalar(0), scalar(1)), constant(exponent)))
    const each = map(cost, [totals!], [1 / neurons, above])
    costs.push({ sums: reduceKernel('sum', each, 1), weight: weight / batch })
  }
  if (lower) {
    const each = reshaped(map(squaredShortfall, [counts], [lower.below]), [members.length, batch * neurons])
    costs.push({ sums: reduceKernel('sum', each, 1), weight: lower.weight / (neurons * batch) })
  }
  return { members, counts, totals, costs }
}

const shortfall = select('lt', input(0), scalar(0), sub(scalar(0), input(0)), constant(0))
const squaredShortfall = mul(shortfall, shortfall)

/** S̄ - above, of the spikes of a sample. */
function over(total: Expression, perNeuron: Expression, above: Expression): Expression {
  return sub(mul(total, perNeuron), above)
}

function excess(total: Expression, perNeuron: Expression, above: Expression): Expression {
  return max(constant(0), over(total, perNeuron, above))
}

/** Terms of one sum, that of those before it among them: each is a buffer, and so is the result. WebGPU gives a kernel eight. */
const MOST_TERMS = 7

/** Σ over layers and limits, in their order. */
function totalOf(groups: readonly Group[], layers: number): DeviceTensor<'float32'> {
  const terms: { sum: DeviceTensor; weight: number }[][] = Array.from({ length: layers }, () => [])
  for (const { members, costs } of groups)
    members.forEach((place, k) => {
      for (const { sums, weight } of costs) terms[place]!.push({ sum: sums.view([], [], sums.offset + k), weight })
    })
  const rest = terms.flat()
  for (;;) {
    const now = rest.splice(0, MOST_TERMS)
    const sum = kept(`total ${now.length}`, () =>
      now.map((_, k) => mul(input(k), scalar(k))).reduce((a, b) => add(a, b)),
    )
    const total = map(
      sum,
      now.map(({ sum }) => sum),
      now.map(({ weight }) => weight),
    )
    if (rest.length === 0) return total
    rest.unshift({ sum: total, weight: 1 })
  }
}

/** What a gradient of the result is of the counts of a group, both limits in one pass: [members, batch, neurons]. */
function slopeOf(
  { counts, totals, costs }: Group,
  gradient: DeviceTensor,
  { upper, lower }: SpikeRegularizer,
): DeviceTensor<'float32'> {
  const exponent = upper && (upper.power ?? 1)
  const slope = kept(`slope ${exponent} ${lower !== undefined}`, () =>
    [...(lower ? [lowerSlope()] : []), ...(exponent === undefined ? [] : [upperSlope(exponent)])].reduce((a, b) =>
      add(a, b),
    ),
  )
  const ofSamples = totals ? [totals.view([...totals.shape, 1], [...totals.strides, 0])] : []
  return map(
    slope,
    [counts, gradient, ...ofSamples],
    [lower?.below ?? 0, costs.at(-1)!.weight, upper?.above ?? 0, costs[0]!.weight, 1 / counts.shape[2]!],
  )
}

/*
 * Factors are multiplied from the result down, as by chained operations: `through` is the gradient of the sum that a weight
 * multiplies.
 */
const through = (weight: number): Expression => mul(scalar(weight), input(1))

const lowerSlope = (): Expression => mul(derivative(squaredShortfall, 0), through(1))

function upperSlope(exponent: number): Expression {
  const operands = [input(2), scalar(4), scalar(2)] as const
  const ofPower = times(constant(exponent), power(excess(...operands), constant(exponent - 1)))
  const taken = select('ge', constant(0), over(...operands), constant(0), constant(1))
  return mul(scalar(4), mul(taken, times(ofPower, through(3))))
}

const formulas = new Map<string, Expression>()

/** Formulas are the same in every step: kept, they are built once, and a backend finds their kernels at once. */
function kept(key: string, build: () => Expression): Expression {
  const known = formulas.get(key)
  if (known) return known
  const built = build()
  formulas.set(key, built)
  return built
}
