import type { LayerCounts } from '@snn/core'

/** What a step of a work had to do, in numbers. */
export interface StepShape {
  readonly batch: number
  readonly time: number
  /** Neurons of the input, of each hidden layer, and classes. */
  readonly sizes: readonly number[]
  /** One a hidden layer, and the readout. */
  readonly layers: readonly LayerCounts[]
}

/**
 * The least bytes that each spiking kernel of the WebGPU backend could move in a step, by name: everything that it takes and
 * gives once, weights whole, in 4 bytes a number, events and active entries as many as there were.
 */
export function leastBytes({ batch, time, sizes, layers }: StepShape): Readonly<Record<string, number>> {
  const rows = 8 * batch * time
  /** Spikes or active entries of a layer as bits. */
  const bits = (neurons: number): number => 4 * batch * Math.ceil(time / 32) * neurons
  const bytes: Record<string, number> = {}
  const add = (name: string, amount: number): void => void (bytes[name] = (bytes[name] ?? 0) + amount)
  add('spread input', rows + 4 * layers[0]!.inputEvents + bits(sizes[0]!))
  for (const [l, { inputEvents, events, active }] of layers.entries()) {
    const [inputs, neurons] = [sizes[l]!, sizes[l + 1]!]
    const weights = 4 * inputs * neurons
    const delta = 4 * batch * time * neurons
    const taken = rows + 4 * inputEvents + weights
    if (l === layers.length - 1) {
      add('readout forward', taken + 4 * batch * neurons)
      add('readout delta', 4 * batch * neurons + delta)
    } else {
      add('layer forward', taken + 3 * bits(neurons) + 4 * active)
      add('list events', bits(neurons) + rows + 4 * events)
      add('layer delta', 2 * bits(neurons) + 8 * active + delta)
    }
    add('weight gradient', bits(inputs) + delta + weights)
    if (l > 0) add('input gradient', 2 * bits(inputs) + delta + weights + 4 * layers[l - 1]!.active)
  }
  return bytes
}
