import { SEGMENT_BYTES, SLACK } from '../generated/records/limits.js'
import * as Segment from '../generated/records/segment.js'
import * as Train from '../generated/records/train.js'
import { createBuffer, type Buffer } from './buffer.js'
import type { Context } from './context.js'
import { MOST_GROUPS, type Partition } from './partition.js'
import type { CpuTrain } from './train.js'

/** The spikes and active entries of a layer, neuron by neuron in every chunk. */
export interface LayerTrain extends CpuTrain {
  readonly lists: LayerLists
  /** The next forward pass writes a batch of this shape. */
  open(partition: Partition, active: boolean): void
  /** Gives more room, if a list was too short since the last time. */
  grow(): void
  free(): void
}

export interface LayerLists {
  /** u32[chunks][neurons + 1], the first entry of every neuron; u16, the row of every entry; likewise of active entries. */
  readonly eventStart: Buffer
  readonly eventRows: Buffer
  readonly activeStart: Buffer
  readonly activeRows: Buffer
  /** V - V_th of every active entry. */
  readonly excess: Buffer
  /** Whether the last forward pass listed active entries. */
  readonly active: boolean
  /** The most active entries of one group. */
  readonly groupActive: number
  readonly threshold: number
  /** Address of one float for every active entry. */
  gradient(slot: number): number
}

/** Entries that the lists hold at first, all groups together. */
export interface FirstRoom {
  readonly events: number
  readonly active: number
}

export function createLayerTrain(context: Context, neurons: number, threshold: number, first: FirstRoom): LayerTrain {
  const { engine } = context
  const { memory } = engine
  const segments = createBuffer(engine)
  const segmentsAddress = segments.room(SEGMENT_BYTES * MOST_GROUPS)
  const [eventStart, eventRows] = [createBuffer(engine), createBuffer(engine)]
  const [activeStart, activeRows, excess] = [createBuffer(engine), createBuffer(engine), createBuffer(engine)]
  const gradients: Buffer[] = []
  const buffers = (): Buffer[] => [segments, eventStart, eventRows, activeStart, activeRows, excess, ...gradients]
  let events = withSlack(first.events)
  let active = withSlack(first.active)
  let partition: Partition | undefined
  let mostGroups = 1
  /** Whether active entries were ever listed, and whether they were by the last pass. */
  let listsActive = false
  let listed = false

  const opened = (): Partition => {
    if (!partition) throw new TypeError('a train was used before its layer ran')
    return partition
  }
  const strideOf = (entries: number): number => 4 * Math.floor(entries / opened().groups / 4)

  function makeRoom(events: number, active: number): void {
    eventRows.room(2 * events)
    if (!listsActive) return
    activeRows.room(2 * active)
    excess.room(4 * active)
    for (const gradient of gradients) gradient.room(4 * active)
  }

  const lists: LayerLists = {
    eventStart,
    eventRows,
    activeStart,
    activeRows,
    excess,
    get active() {
      return listed
    },
    get groupActive() {
      return strideOf(active)
    },
    threshold,
    gradient(slot) {
      while (gradients.length <= slot) gradients.push(createBuffer(engine))
      return gradients[slot]!.room(4 * active)
    },
  }

  return {
    neurons,
    lists,
    get batch() {
      return partition?.batch ?? 0
    },
    get time() {
      return partition?.time ?? 0
    },
    get bytes() {
      return buffers().reduce((sum, { bytes }) => sum + bytes, 0)
    },
    get partition() {
      return opened()
    },
    get chunkEvents() {
      return Math.min(strideOf(events), opened().mostRows * neurons)
    },
    open(next, withActive) {
      partition = next
      mostGroups = Math.max(mostGroups, next.groups)
      listed = withActive
      listsActive ||= withActive
      const tableBytes = 4 * next.chunks.length * (neurons + 1)
      eventStart.room(tableBytes)
      if (listsActive) activeStart.room(tableBytes)
      makeRoom(events, active)
    },
    record() {
      const { time, chunksAddress, groupsAddress } = opened()
      const address = engine.argument(Train.WORDS)
      const u32 = memory.u32()
      const at = address / 4
      u32[at + Train.neurons] = neurons
      u32[at + Train.time] = time
      u32[at + Train.chunks] = chunksAddress
      u32[at + Train.groups] = groupsAddress
      u32[at + Train.segments] = segmentsAddress
      u32[at + Train.eventStride] = strideOf(events)
      u32[at + Train.activeStride] = strideOf(active)
      u32[at + Train.eventStart] = eventStart.address
      u32[at + Train.eventRows] = eventRows.address
      u32[at + Train.activeStart] = activeStart.address
      u32[at + Train.activeRows] = activeRows.address
      u32[at + Train.excess] = excess.address
      return address
    },
    grow() {
      const u32 = memory.u32()
      let [eventNeed, activeNeed] = [0, 0]
      for (let g = 0; g < MOST_GROUPS; g++) {
        const at = (segmentsAddress + g * SEGMENT_BYTES) / 4
        eventNeed = Math.max(eventNeed, u32[at + Segment.eventNeed]!)
        activeNeed = Math.max(activeNeed, u32[at + Segment.activeNeed]!)
        u32[at + Segment.eventNeed] = u32[at + Segment.activeNeed] = 0
      }
      const more = [roomFor(events, eventNeed, mostGroups), roomFor(active, activeNeed, mostGroups)] as const
      mostGroups = 1
      // Where there is no room for more, smaller batches still find what they had.
      if (partition) makeRoom(...more)
      ;[events, active] = more
    },
    free() {
      for (const buffer of buffers()) buffer.free()
    },
  }
}

/** Entries to hold so many in up to 16 groups: each group's stride is rounded down to a multiple of four, and has slack. */
function withSlack(entries: number): number {
  return 4 * Math.ceil(entries / 4) + MOST_GROUPS * (SLACK + 4)
}

/** What is held now, or an eighth more than what was needed. */
function roomFor(held: number, need: number, groups: number): number {
  const enough = withSlack(need * groups)
  return enough <= held ? held : Math.ceil(enough / 32) * 36
}
