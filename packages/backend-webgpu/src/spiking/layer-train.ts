import type { LayerDescription, PlanSize, Region } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import { Counter } from '../kernels/shape.js'
import { beyond, growable, orFreed } from './buffer.js'
import type { CounterPlace } from './counters.js'
import { wordsOf, type ActiveEntries, type GpuTrain } from './train.js'

/** The spikes of a layer, its active set, and the potentials that lead from one piece of time to the next. */
export interface LayerTrain extends GpuTrain {
  readonly active: ActiveEntries | undefined
  /** V of every neuron, [batch, neurons]. */
  readonly state: Region
  /** Events that there is room for. */
  readonly eventRoom: number
  /** A new forward pass; with `active`, its active set will be listed. */
  begin(batch: number, time: number, active: boolean): void
  /** Makes room for more, where the counts say that there was too little. */
  grow(events: number, active: number): void
  free(): void
}

export interface LayerTrainOptions {
  readonly gpu: Gpu
  readonly layer: LayerDescription
  readonly size: PlanSize
  /** Entries of lists at first, unless given a 32nd of all bins. */
  readonly capacity: number | undefined
  readonly counters: CounterPlace
}

export function createLayerTrain({ gpu, layer, size, capacity, counters }: LayerTrainOptions): LayerTrain {
  const { neurons, threshold, backwardThreshold } = layer
  const rows = size.batch * size.time
  const cells = rows * neurons
  const plane = size.batch * wordsOf(size.time) * neurons
  const usual = capacity ?? Math.max(1024, Math.ceil(cells / 32))
  /** By the dense rule all entries but those at t = 0 are active. */
  const everything = size.batch * Math.max(1, size.time - 1) * neurons
  let eventRoom = Math.min(usual, cells)
  let activeRoom = backwardThreshold === Infinity ? everything : Math.min(usual, everything)

  const arena = growable(gpu)
  const events = growable(gpu)
  const excess = growable(gpu)
  const epsilons: ReturnType<typeof growable>[] = []
  const [spikes, actives, starts, state] = orFreed([arena, events], () => {
    events.room(2 * rows + eventRoom)
    const begin = arena.room(3 * plane + size.batch * neurons)
    return [0, plane, 2 * plane, 3 * plane].map((at) => beyond(begin, at))
  }) as [Region, Region, Region, Region]
  let shape = { batch: 0, time: 0, listed: false }

  const active: ActiveEntries = {
    actives,
    starts,
    threshold,
    get capacity() {
      return activeRoom
    },
    get excess() {
      return excess.room(activeRoom)
    },
    epsilon: (slot) => (epsilons[slot] ??= growable(gpu)).room(activeRoom),
  }

  return {
    neurons,
    state,
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
      return [arena, events, excess, ...epsilons].reduce((sum, buffer) => sum + buffer.bytes, 0)
    },
    get rows() {
      return events.room(0)
    },
    get indices() {
      return beyond(events.room(0), 2 * rows)
    },
    get active() {
      return shape.listed ? active : undefined
    },
    get eventRoom() {
      return eventRoom
    },
    bits: () => ({ spikes, planes: 1, plane }),
    eventCount: () => (words) => counters.of(words, Counter.events),
    begin(batch, time, listed) {
      shape = { batch, time, listed }
    },
    grow(needEvents, needActive) {
      if (needEvents > eventRoom) {
        const room = Math.min(cells, withSlack(needEvents))
        events.room(2 * rows + room)
        eventRoom = room
      }
      if (needActive > activeRoom) {
        const room = Math.min(everything, withSlack(needActive))
        for (const list of [excess, ...epsilons]) if (list.bytes > 0) list.room(room)
        activeRoom = room
      }
    },
    free() {
      for (const buffer of [arena, events, excess, ...epsilons]) buffer.free()
    },
  }
}

/** An eighth more than was needed, since the next batch may need a little more. */
function withSlack(need: number): number {
  return need + Math.ceil(need / 8)
}
