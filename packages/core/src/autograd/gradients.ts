import type { ActiveList, DeviceGradient, SpikeGradientTarget } from '../backend.js'
import { GradientError, StepError } from '../errors.js'
import { addTensors } from '../ops/arithmetic.js'
import { zerosOf } from '../ops/create.js'
import { isTrain, type HeldTrain, type SpikeTrain } from '../spike-train.js'
import type { DeviceTensor, Scalar, Tensor } from '../tensor.js'
import { leavesIn, mapLeaves } from '../tree.js'
import { asTensor, isSpikeTrain, isTensor } from '../value.js'
import type { Flow, Tape, TapeEntry, Value } from './tape.js'

/** What gradients can be asked of: a tensor, a spike train, or a record of such. @public */
export type Tree = Tensor | SpikeTrain | { readonly [name: string]: Tree }

/** The gradients of a tree: the same tree, of tensors; of spike trains, gradients on their active sets. @public */
export type Like<P> = P extends SpikeTrain
  ? SpikeGradient
  : { readonly [K in keyof P]: P[K] extends Tensor ? Tensor : P[K] extends SpikeTrain ? SpikeGradient : Like<P[K]> }

/** Gradients of what is asked for: of one tensor, one tensor. @public */
export type GradientsOf<P extends Tree> = P extends Tensor ? Tensor : Like<P>

/** ∂L/∂S of a spike train, one number per active entry. Readable while its step is inspected. @public */
export interface SpikeGradient {
  readonly kind: 'spike-gradient'
  /** The active entries in (b, t, i) order, V there, and ε = ∂L/∂S. */
  read(): Promise<ActiveList & { readonly values: Float32Array }>
}

/**
 * ∂loss/∂x for every x of a tree, by reverse-mode differentiation of what the step has done so far. The gradient of spikes
 * is the surrogate gradient on the active set, eqs. (8), (11), (12) of Perez-Nieves & Goodman 2021.
 * @param loss a scalar made in this step.
 * @param of tensors and spike trains, in nested records. What the loss does not depend on gets zeros.
 * @throws GradientError when the loss is no scalar, or depends on nothing of the tree; StepError outside a step.
 * @public
 */
export function gradients<const P extends Tree>(loss: Scalar, of: P): GradientsOf<P> {
  const root = asTensor(loss, 'gradients')
  const recorder = root.runtime.recorder
  if (!recorder)
    throw new StepError({
      what: 'gradients were asked for outside a step',
      fix: 'Compute the loss and its gradients in one closure: backend.step(() => { … gradients(loss, parameters) … }).',
    })
  if (root.shape.length !== 0 || root.dtype !== 'float32')
    throw new GradientError({
      what: `gradients are of a float32 scalar; got ${root.dtype} [${root.shape.join(', ')}]`,
      fix: 'Reduce it first: sum(x) or mean(x).',
    })
  const leaves = new Set(leavesIn(of, isValue, 'gradients').map(([path, leaf]) => checkLeaf(leaf, path)))
  recorder.losses.push(root)
  recorder.tape.recording = false
  try {
    const found = new Reverse(recorder.tape, leaves, root).run()
    return mapLeaves(of, isValue, 'gradients', found) as GradientsOf<P>
  } finally {
    recorder.tape.recording = true
  }
}

/** One reverse pass over the tape, and what it is to the entry whose turn it is. */
class Reverse implements Flow {
  readonly #tape: Tape
  readonly #leaves: ReadonlySet<Value>
  readonly #root: DeviceTensor
  /** Values between the leaves and the loss. */
  readonly #reached = new Set<Value>()
  readonly #tensors = new Map<DeviceTensor, DeviceTensor<'float32'>>()
  readonly #trains = new Map<HeldTrain, DeviceGradient>()
  #entry: TapeEntry | undefined

  constructor(tape: Tape, leaves: ReadonlySet<Value>, root: DeviceTensor) {
    this.#tape = tape
    this.#leaves = leaves
    this.#root = root
  }

  run(): (leaf: Value) => Tensor | SpikeGradient {
    const entries = this.#entriesOnTheWay()
    if (!this.#reached.has(this.#root))
      throw new GradientError({
        what: 'the loss does not depend on anything that gradients were asked for',
        context: 'No operation of this step leads from the given parameters to the loss.',
        fix: 'Use the parameters in this step, and look for a stopGradient on the way.',
      })
    this.#tensors.set(this.#root, zerosOf(this.#root.runtime, [], 1))
    for (const entry of entries.toReversed()) {
      if (!this.#hasGradient(entry)) continue
      this.#entry = entry
      entry.backward(this)
    }
    return (leaf) => (isTrain(leaf) ? this.#spikeGradient(leaf) : this.#tensorGradient(leaf))
  }

  /** Forward: what depends on a leaf. Later entries see the outputs of earlier ones, so one pass finds all. */
  #entriesOnTheWay(): TapeEntry[] {
    for (const leaf of this.#leaves) this.#reached.add(leaf)
    return this.#tape.entries.filter((entry) => {
      if (!entry.inputs.some((input) => input !== undefined && this.#reached.has(input))) return false
      for (const output of entry.outputs) this.#reached.add(output)
      return true
    })
  }

  #hasGradient(entry: TapeEntry): boolean {
    return entry.outputs.some((output) => (isTrain(output) ? this.#trains.has(output) : this.#tensors.has(output)))
  }

  gradientOf(output: number): DeviceTensor<'float32'> | undefined {
    return this.#tensors.get(this.#entry!.outputs[output] as DeviceTensor)
  }

  spikeGradientOf(output: number): DeviceGradient | undefined {
    return this.#trains.get(this.#entry!.outputs[output] as HeldTrain)
  }

  wants(input: number): boolean {
    const value = this.#entry!.inputs[input]
    return value !== undefined && this.#reached.has(value)
  }

  give(input: number, gradient: DeviceTensor<'float32'>): void {
    const value = this.#entry!.inputs[input] as DeviceTensor
    const before = this.#tensors.get(value)
    this.#tensors.set(value, before ? addTensors(before, gradient) : gradient)
  }

  target(input: number): SpikeGradientTarget {
    const train = this.#entry!.inputs[input] as HeldTrain
    const before = this.#trains.get(train)
    if (before) return { gradient: before, accumulate: true }
    const recorder = train.runtime.recorder!
    const gradient = { train: train.device, slot: recorder.nextSlot(train.device) }
    this.#trains.set(train, gradient)
    return { gradient, accumulate: false }
  }

  #tensorGradient(leaf: DeviceTensor): Tensor {
    const gradient = this.#tensors.get(leaf) ?? zerosOf(leaf.runtime, leaf.shape, 0)
    return gradient as unknown as Tensor
  }

  #spikeGradient(leaf: HeldTrain): SpikeGradient {
    const gradient = this.#trains.get(leaf)
    if (!gradient)
      throw new GradientError({
        what: 'the loss does not depend on a spike train that gradients were asked for',
        fix: 'Ask for trains that a layer of this step made and that the loss depends on.',
      })
    const { spiking } = leaf.runtime.driver
    return {
      kind: 'spike-gradient',
      read: async () => {
        leaf.assertAlive('read')
        const active = await spiking.readActive(leaf.device)
        return { ...active, values: await spiking.readGradient(gradient) }
      },
    }
  }
}

function isValue(tree: unknown): tree is Value {
  return isTensor(tree) || isSpikeTrain(tree)
}

function checkLeaf(leaf: Value, path: string): Value {
  if (isTensor(leaf)) {
    const tensor = asTensor(leaf, path || 'gradients')
    if (tensor.dtype !== 'float32')
      throw new GradientError({
        what: `${path || 'a tensor'} holds integers, which have no gradient`,
        where: path || undefined,
        fix: 'Ask for gradients of float32 tensors.',
      })
    return tensor
  }
  leaf.assertAlive('gradients')
  if (leaf.scope === undefined)
    throw new GradientError({
      what: `${path || 'a spike train'} is input: it has no active set, so no gradient`,
      where: path || undefined,
      fix: 'Ask for the gradients of trains that a spiking layer made.',
    })
  return leaf
}
