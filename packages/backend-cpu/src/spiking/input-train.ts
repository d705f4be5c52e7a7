import type { PackedEvents } from '@snn/core'
import * as Train from '../generated/records/train.js'
import { createBuffer } from './buffer.js'
import type { Context } from './context.js'
import type { Partition } from './partition.js'
import type { CpuTrain } from './train.js'

/** Events from outside, kept as they came: row by row. */
export interface InputTrain extends CpuTrain {
  write(events: PackedEvents): void
  free(): void
}

export function createInputTrain({ engine, partitions }: Context, neurons: number): InputTrain {
  const { memory } = engine
  const rowStart = createBuffer(engine)
  const index = createBuffer(engine)
  let partition: Partition | undefined
  let indexBytes = 2
  let chunkEvents = 0
  /** The last submission that reads what was written. */
  let readBy = -1

  function written(): Partition {
    if (!partition) throw new TypeError('a train was used before it was written')
    return partition
  }

  function free(): void {
    rowStart.free()
    index.free()
  }

  return {
    neurons,
    get batch() {
      return partition?.batch ?? 0
    },
    get time() {
      return partition?.time ?? 0
    },
    get bytes() {
      return rowStart.bytes + index.bytes
    },
    get partition() {
      return written()
    },
    get chunkEvents() {
      return chunkEvents
    },
    write(events) {
      // Calls under way read what was written before: they keep it, and the next ones get memory of their own.
      if (!engine.happened(readBy)) free()
      partition = partitions.of(events.batch, events.time)
      indexBytes = events.index.BYTES_PER_ELEMENT
      const rowsAddress = rowStart.room(events.rowStart.byteLength)
      const indexAddress = index.room(Math.max(16, events.index.byteLength))
      memory.u32().set(events.rowStart, rowsAddress / 4)
      if (indexBytes === 2) memory.u16().set(events.index, indexAddress / 2)
      else memory.u32().set(events.index, indexAddress / 4)
      chunkEvents = 0
      for (const { sample, samples, step, steps } of partition.chunks) {
        const first = sample * events.time + step
        const count = events.rowStart[first + samples * steps]! - events.rowStart[first]!
        chunkEvents = Math.max(chunkEvents, count)
      }
    },
    record() {
      const { time, chunksAddress, groupsAddress } = written()
      readBy = engine.submission
      const address = engine.argument(Train.WORDS)
      const u32 = memory.u32()
      const at = address / 4
      u32[at + Train.neurons] = neurons
      u32[at + Train.time] = time
      u32[at + Train.chunks] = chunksAddress
      u32[at + Train.groups] = groupsAddress
      u32[at + Train.rowStart] = rowStart.address
      u32[at + Train.index] = index.address
      u32[at + Train.indexBytes] = indexBytes
      return address
    },
    free,
  }
}
