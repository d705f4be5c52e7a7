import { MemoryError, type LayerCounts, type Region } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import type { GpuBuffer } from '../device/pool.js'
import type { Piece } from '../device/readback.js'
import { Counter } from '../kernels/shape.js'

/** What each plan counts on the device, side by side, so that one copy brings all of it to the host. */
export interface Counters {
  /** A place for a plan. */
  take(): CounterPlace
  /** The words to be read with a status word. */
  piece(): Piece
}

export interface CounterPlace {
  readonly region: Region
  /** Sets all to zero: the plan runs anew. */
  clear(): void
  /** One of its numbers, of the counters that were read. */
  of(counters: Uint32Array, counter: number): number
  free(): void
}

/** Plans that can be alive at one time. */
const MOST_PLANS = 1024

export function createCounters(gpu: Gpu): Counters {
  const storage: GpuBuffer = gpu.allocate(4 * MOST_PLANS * Counter.WORDS)
  const free: number[] = []
  let used = 0
  return {
    take() {
      if (free.length === 0 && used === MOST_PLANS) throw tooMany()
      const place = free.pop() ?? used++
      const region = { storage, offset: place * Counter.WORDS }
      return {
        region,
        clear: () => gpu.clear(region, Counter.WORDS),
        of: (counters, counter) => counters[region.offset + counter]!,
        free: () => void free.push(place),
      }
    },
    piece: () => ({ buffer: storage.buffer, offset: 0, bytes: 4 * used * Counter.WORDS }),
  }
}

function tooMany(): MemoryError {
  return new MemoryError({
    what: `more than ${MOST_PLANS} layers and readouts, each use in a step counted, hold buffers at one time`,
    fix: 'Free models that are no longer needed.',
  })
}

/** A plan's counts in words of the contract. */
export function layerCounts(
  place: CounterPlace,
  counters: Uint32Array,
  { inputEvents, cells }: Pick<LayerCounts, 'inputEvents' | 'cells'>,
): LayerCounts {
  const one = (counter: number): number => place.of(counters, counter)
  const two = (counter: number): number => one(counter) + 2 ** 32 * one(counter + 1)
  return {
    inputEvents,
    events: one(Counter.events),
    active: one(Counter.active),
    cells,
    forward: two(Counter.forward),
    weightGradient: two(Counter.weightGradient),
    inputGradient: two(Counter.inputGradient),
  }
}
