import type { SpikeGradientTarget } from '../backend.js'
import type { HeldTrain } from '../spike-train.js'
import type { DeviceTensor } from '../tensor.js'

/** What gradients flow through. */
export type Value = DeviceTensor | HeldTrain

/** One operation as it was done: how to carry gradients from its outputs to its inputs. */
export interface TapeEntry {
  readonly name: string
  /** An operand that was not given stands as undefined. */
  readonly inputs: readonly (Value | undefined)[]
  readonly outputs: readonly Value[]
  /** Called once, with the gradients of all outputs complete. */
  backward(flow: Flow): void
}

/** What an operation's backward sees. Inputs and outputs are named by their place in the entry. */
export interface Flow {
  /** ∂L/∂output, undefined where the loss does not depend on it. */
  gradientOf(output: number): DeviceTensor<'float32'> | undefined
  /** Where ∂L/∂S of an output train stands, undefined where the loss does not depend on it. */
  spikeGradientOf(output: number): SpikeGradientTarget['gradient'] | undefined
  /** Whether the gradient of an input is asked for: nothing else is worth computing. */
  wants(input: number): boolean
  /** Adds a contribution to ∂L/∂input of a tensor. */
  give(input: number, gradient: DeviceTensor<'float32'>): void
  /** Where a contribution to ∂L/∂S of an input train is to be written or added. Each call must be followed by that kernel. */
  target(input: number): SpikeGradientTarget
}

/** The operations of one step in order. */
export class Tape {
  readonly entries: TapeEntry[] = []
  /** Off while gradients are computed: they are not differentiated again. */
  recording = true

  add(entry: TapeEntry): void {
    if (this.recording) this.entries.push(entry)
  }
}
