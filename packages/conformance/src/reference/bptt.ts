import { array, at, lengthOf } from './array.js'
import type { Array64 } from './array.js'
import type { Network, NetworkInput, SpikingLayer, Target } from './network.js'
import type { LeakyReadout } from './readout.js'
import { add, affine, createTape, exponential, logarithm, maximum, multiply, positivePower } from './tape.js'
import type { Scalar, Tape } from './tape.js'

/** The gradients of all parameters and of the first layer's current, by automatic differentiation. */
export interface BpttGradients {
  readonly loss: number
  readonly layers: readonly { readonly weights?: Array64; readonly bias?: Array64 }[]
  readonly readout?: { readonly weights: Array64; readonly bias?: Array64 }
  /** Shaped like the current of the input. */
  readonly current?: Array64
}

/** Scalars on a tape, in the places of an array. */
interface Leaves {
  readonly of: Array64
  readonly at: (i: number, j?: number, k?: number) => Scalar
  readonly gradient: (adjoint: Float64Array) => Array64
}

/**
 * The gradients of a network's loss by scalar reverse-mode automatic differentiation of the whole unrolled network.
 *
 * The one thing put in by hand is the derivative of a spike: g(V - V_th) where |V - V_th| < B_th, else 0; and the spike
 * in the reset term is a constant. With B_th = `Infinity` this is dense surrogate-gradient backpropagation through time.
 * It shares no equation with the sparse backward pass, only the loss.
 */
export function bptt(network: Network, input: NetworkInput, target: Target): BpttGradients {
  const tape = createTape()
  const current = input.current ? leavesOf(tape, input.current) : undefined
  const parameters = network.layers.map(({ weights, bias }) => ({
    ...(weights ? { weights: leavesOf(tape, weights) } : {}),
    ...(bias ? { bias: leavesOf(tape, bias) } : {}),
  }))
  const readout = network.readout && {
    weights: leavesOf(tape, network.readout.weights),
    ...(network.readout.bias ? { bias: leavesOf(tape, network.readout.bias) } : {}),
  }

  let loss = tape.leaf(0)
  for (let b = 0; b < input.batch; b++) {
    let spikes = input.spikes ? constantsOf(tape, input.spikes, b) : undefined
    for (const [l, layer] of network.layers.entries()) {
      const start = (j: number): number | undefined => (input.initial?.[l] ? at(input.initial[l], b, j) : undefined)
      const drive = (t: number, j: number): Scalar | undefined =>
        l > 0 || !current ? undefined : current.of.shape.length === 2 ? current.at(b, j) : current.at(b, t, j)
      spikes = unrollLayer(tape, layer, parameters[l]!, spikes, input.steps, start, drive)
      loss = add(tape, loss, affine(tape, regularizersOf(tape, layer, spikes), 1 / input.batch))
    }
    const logits = readout ? unrollReadout(tape, network.readout!, readout, spikes!, input, b) : countsOf(tape, spikes!)
    loss = add(tape, loss, affine(tape, dataLoss(tape, logits, target, b), 1 / input.batch))
  }

  const adjoint = tape.gradient(loss)
  return {
    loss: tape.value(loss),
    layers: parameters.map(({ weights, bias }) => ({
      ...(weights ? { weights: weights.gradient(adjoint) } : {}),
      ...(bias ? { bias: bias.gradient(adjoint) } : {}),
    })),
    ...(readout
      ? {
          readout: {
            weights: readout.weights.gradient(adjoint),
            ...(readout.bias ? { bias: readout.bias.gradient(adjoint) } : {}),
          },
        }
      : {}),
    ...(current ? { current: current.gradient(adjoint) } : {}),
  }
}

/** The spikes `[steps][neurons]` of one layer and one sample. */
function unrollLayer(
  tape: Tape,
  layer: SpikingLayer,
  parameters: { weights?: Leaves; bias?: Leaves },
  input: readonly (readonly Scalar[])[] | undefined,
  steps: number,
  start: (j: number) => number | undefined,
  drive: (t: number, j: number) => Scalar | undefined,
): Scalar[][] {
  const all: Scalar[][] = Array.from({ length: steps }, () => [])
  for (let j = 0; j < layer.neurons; j++) {
    const initial = start(j)
    let V = tape.leaf(initial ?? 0)
    let S = tape.leaf(initial !== undefined && initial > layer.threshold ? 1 : 0)
    for (let t = 0; t < steps; t++) {
      all[t]!.push(S)
      const resetConstant = (layer.threshold - layer.resetPotential) * tape.value(S)
      V = affine(tape, V, layer.alpha, -resetConstant)
      for (const [i, spike] of (input?.[t] ?? []).entries()) {
        if (parameters.weights) V = add(tape, V, multiply(tape, parameters.weights.at(i, j), spike))
      }
      if (parameters.bias) V = add(tape, V, parameters.bias.at(j))
      const current = drive(t, j)
      if (current !== undefined) V = add(tape, V, current)
      S = threshold(tape, layer, V)
    }
  }
  return all
}

/** A spike whose derivative is the masked surrogate. */
function threshold(tape: Tape, layer: SpikingLayer, V: Scalar): Scalar {
  const u = tape.value(V) - layer.threshold
  return tape.node(u > 0 ? 1 : 0, [[V, Math.abs(u) < layer.backwardThreshold ? layer.surrogate(u) : 0]])
}

function unrollReadout(
  tape: Tape,
  readout: LeakyReadout,
  parameters: { weights: Leaves; bias?: Leaves },
  spikes: readonly (readonly Scalar[])[],
  input: NetworkInput,
  b: number,
): Scalar[] {
  const logits: Scalar[] = []
  for (let c = 0; c < lengthOf(readout.weights, 1); c++) {
    let U = tape.leaf(input.readoutInitial ? at(input.readoutInitial, b, c) : 0)
    let [total, largest, last] = [tape.leaf(0), U, U]
    for (let t = 0; t < spikes.length; t++) {
      total = add(tape, total, U)
      largest = maximum(tape, largest, U)
      last = U
      let I = parameters.bias?.at(c) ?? tape.leaf(0)
      for (const [j, spike] of spikes[t]!.entries())
        I = add(tape, I, multiply(tape, parameters.weights.at(j, c), spike))
      U = add(tape, affine(tape, U, readout.alpha), affine(tape, I, 1 - readout.alpha))
    }
    logits.push({ max: largest, sum: total, last, mean: affine(tape, total, 1 / spikes.length) }[readout.over])
  }
  return logits
}

/** Σ_t of each neuron's spikes. */
function countsOf(tape: Tape, spikes: readonly (readonly Scalar[])[]): Scalar[] {
  return spikes[0]!.map((_, j) => spikes.reduce((total, step) => add(tape, total, step[j]!), tape.leaf(0)))
}

/** Both regularizers of one layer and one sample. */
function regularizersOf(tape: Tape, layer: SpikingLayer, spikes: readonly (readonly Scalar[])[]): Scalar {
  const counts = countsOf(tape, spikes)
  let loss = tape.leaf(0)
  if (layer.upper) {
    const { weight, above, power } = layer.upper
    const all = counts.reduce((total, count) => add(tape, total, count))
    loss = add(
      tape,
      loss,
      affine(tape, positivePower(tape, affine(tape, all, 1 / layer.neurons, -above), power), weight),
    )
  }
  if (layer.lower) {
    const { weight, below } = layer.lower
    for (const count of counts) {
      const square = positivePower(tape, affine(tape, count, -1, below), 2)
      loss = add(tape, loss, affine(tape, square, weight / layer.neurons))
    }
  }
  return loss
}

/** The loss of one sample's logits. */
function dataLoss(tape: Tape, logits: readonly Scalar[], target: Target, b: number): Scalar {
  if (target.kind === 'cross-entropy') {
    // log Σ_c exp(x_c - x_label), less the largest exponent: the derivatives of its terms are summed without a difference of close numbers.
    const label = logits[target.labels[b]!]!
    const others = logits.filter((logit) => logit !== label).map((logit) => add(tape, logit, affine(tape, label, -1)))
    const largest = Math.max(0, ...others.map((other) => tape.value(other)))
    const sum = others
      .map((other) => exponential(tape, affine(tape, other, 1, -largest)))
      .reduce((total, term) => add(tape, total, term), tape.leaf(Math.exp(-largest)))
    return affine(tape, logarithm(tape, sum), 1, largest)
  }
  const squares = logits.map((logit, c) => {
    const difference = affine(tape, logit, 1, -at(target.targets, b, c))
    return affine(tape, multiply(tape, difference, difference), 1 / logits.length)
  })
  return squares.reduce((total, square) => add(tape, total, square))
}

function leavesOf(tape: Tape, of: Array64): Leaves {
  const leaves = Array.from(of.data, (value) => tape.leaf(value))
  return {
    of,
    at: (i, j = 0, k = 0) => leaves[i * of.stride[0]! + j * (of.stride[1] ?? 0) + k * (of.stride[2] ?? 0)]!,
    gradient: (adjoint) =>
      array(
        of.shape,
        leaves.map((leaf) => adjoint[leaf]!),
      ),
  }
}

function constantsOf(tape: Tape, sequence: Array64, b: number): Scalar[][] {
  return Array.from({ length: lengthOf(sequence, 1) }, (_step, t) =>
    Array.from({ length: lengthOf(sequence, 2) }, (_neuron, i) => tape.leaf(at(sequence, b, t, i))),
  )
}
