import type { PackedEvents } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import type { GpuBuffer } from '../device/pool.js'
import { spread } from '../device/stream.js'
import { SPREAD_LANES, spreadInput } from '../kernels/spread-input.js'
import { beyond, growable } from './buffer.js'
import { wordsOf, type GpuTrain } from './train.js'

/** Events from outside: by time as they come, by neuron once something asks for it. */
export interface InputTrain extends GpuTrain {
  write(events: PackedEvents): void
  free(): void
}

/** @param resumed how often steps were resumed so far: what a step did that was not done must be done again. */
export function createInputTrain(gpu: Gpu, neurons: number, resumed: () => number): InputTrain {
  const events = growable(gpu)
  const bits = growable(gpu)
  let shape = { batch: 0, time: 0, count: 0, planes: 1 }
  let spreadAfter: number | undefined

  return {
    neurons,
    get batch() {
      return shape.batch
    },
    get time() {
      return shape.time
    },
    get words() {
      return wordsOf(shape.time)
    },
    get bytes() {
      return events.bytes + bits.bytes
    },
    get rows() {
      return events.room(0)
    },
    get indices() {
      return beyond(events.room(0), 2 * shape.batch * shape.time)
    },
    active: undefined,
    eventCount() {
      const { count } = shape
      return () => count
    },
    write({ batch, time, rowStart, index }) {
      const rows = batch * time
      const count = rowStart[rows]!
      const words = new Uint32Array(2 * rows + count)
      for (let row = 0; row < rows; row++) {
        words[2 * row] = rowStart[row]!
        words[2 * row + 1] = rowStart[row + 1]!
      }
      words.set(index.subarray(0, count), 2 * rows)
      shape = { batch, time, count, planes: planesFor(rowStart, index, neurons) }
      spreadAfter = undefined
      gpu.write(events.room(words.length).storage as GpuBuffer, 0, words)
    },
    bits() {
      const { batch, time, planes } = shape
      const words = wordsOf(time)
      const plane = batch * words * neurons
      const spikes = bits.room(planes * plane)
      if (spreadAfter !== resumed()) {
        const rows = batch * time
        gpu.clear(spikes, planes * plane)
        gpu.run(spreadInput, {
          operands: { rows: this.rows, neurons: this.indices, planes: spikes },
          numbers: { rows, time, words, inputs: neurons, plane },
          groups: spread(Math.ceil(rows / SPREAD_LANES)),
        })
        spreadAfter = resumed()
      }
      return { spikes, planes, plane }
    },
    free() {
      events.free()
      bits.free()
    },
  }
}

/** Binary digits of the most events that one neuron has in one row. */
function planesFor(rowStart: Uint32Array, index: Uint16Array | Uint32Array, neurons: number): number {
  const row = new Int32Array(neurons).fill(-1)
  const times = new Uint32Array(neurons)
  let most = 1
  for (let r = 0; r + 1 < rowStart.length; r++)
    for (let k = rowStart[r]!; k < rowStart[r + 1]!; k++) {
      const neuron = index[k]!
      if (row[neuron] === r) most = Math.max(most, ++times[neuron]!)
      else {
        row[neuron] = r
        times[neuron] = 1
      }
    }
  return 32 - Math.clz32(most)
}
