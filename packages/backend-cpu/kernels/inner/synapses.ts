import { Backward, Chunk, Counts, Train } from '../records'
import { eventsByNeuron } from './by-neuron'
import { inputGradients, weightGradients } from './by-width'
import { addUpRows } from './columns'

// Neighboring groups share a copy of a gradient, and the one that comes first clears it. Copy k of n belongs to the groups
// ⌊k · groups / n⌋ … ⌊(k + 1) · groups / n⌋ - 1, which one task works on in their order.

@inline
export function copyOf(call: Backward, group: u32): u32 {
  return ((group + 1) * call.copies - 1) / call.groups
}

/** Clears the group's copies of ∇W and ∇bias, if the group is the first that adds to them. */
export function clearGradients(call: Backward, group: u32): void {
  const copy = copyOf(call, group)
  if ((copy * call.groups) / call.copies != group) return
  if (call.weightGradient) memory.fill(call.weightGradient + copy * call.weightGradientBytes, 0, call.weightGradientBytes)
  if (call.biasGradient) memory.fill(call.biasGradient + copy * call.biasGradientBytes, 0, call.biasGradientBytes)
}

/** Sorts a chunk's input events by neuron, where they came otherwise and will be needed so. */
export function sortInput(call: Backward, chunk: Chunk, scratch: usize): void {
  if (!call.weightGradient) return
  const input = changetype<Train>(call.input)
  if (input.rowStart) eventsByNeuron(input, chunk, scratch + call.starts, scratch + call.events)
}

/** From the δ of one block in one chunk to ∇bias, ε and ∇W. */
export function toSynapses(
  call: Backward,
  counts: Counts,
  group: u32,
  index: u32,
  block: u32,
  rows: u32,
  delta: usize,
  scratch: usize,
): void {
  const width: u32 = 4 * call.vectors
  const rowBytes: usize = width << 2
  const columns = min<u32>(width, call.neurons - block * width)
  const copy = copyOf(call, group)
  if (call.biasGradient) addUpRows(delta, rowBytes, rows, call.biasGradient + copy * call.biasGradientBytes + (block - call.firstBlock) * rowBytes)
  if (!call.input) return
  const input = changetype<Train>(call.input)
  const blockBytes = input.neurons * rowBytes
  const tableRow: usize = (index * (input.neurons + 1)) << 2
  if (call.inputGradient) {
    const entries = inputGradients[call.vectors - 1](
      input.neurons,
      input.activeStart + tableRow,
      input.activeRows,
      rows + 1,
      delta,
      call.weight + block * blockBytes,
      call.inputGradient,
      call.accumulate != 0 || block > 0,
    )
    counts.inputGradient += <f64>entries * <f64>columns
  }
  if (call.weightGradient) {
    const additions = weightGradients[call.vectors - 1](
      input.neurons,
      input.rowStart ? scratch + call.starts : input.eventStart + tableRow,
      input.rowStart ? scratch + call.events : input.eventRows,
      delta,
      call.weightGradient + copy * call.weightGradientBytes + (block - call.firstBlock) * blockBytes,
    )
    counts.weightGradient += <f64>additions * <f64>columns
  }
}
