import { BackendError } from '@snn/core'
import * as at from '../engine/control.js'
import * as Train from '../generated/records/train.js'
import type { Memory } from '../memory.js'
import { kernels, listRegions } from './kernels.js'
import type { Order } from './member.js'
import { createRegions, type Regions } from './regions.js'
import { batchOf, shareOf } from './share.js'

/** What phases mean for the members of a pool. */
export interface Orders {
  /** The train, as an index of u32, by which the members share a phase; undefined where the calling thread does all of it. */
  sharedTrain(phase: number): number | undefined
  /** The part that one of so many members has in it, if any. */
  orderOf(phase: number, train: number, member: number, members: number): Order | undefined
}

/** `names` are the kernels by their ids; fewer rows than `leastRows` are worked on by the calling thread. */
export function createOrders(memory: Memory, names: readonly string[], leastRows: number): Orders {
  function trainOf(u32: Uint32Array, phase: number): number | undefined {
    const first = phase + at.FIRST_CALL
    if (u32[phase + at.KIND] === at.LISTS) return u32[first]! / 4
    const kernel = u32[phase + at.KIND] === at.GROUPS ? kernels.get(names[u32[first]!]!) : undefined
    return kernel && u32[u32[first + 1]! / 4 + kernel.train]! / 4
  }

  function callRegions(regions: Regions, phase: number): void {
    const { u32 } = regions
    const first = phase + at.FIRST_CALL
    for (let call = first; call < first + 2 * u32[phase + at.CALLS]!; call += 2) {
      const name = names[u32[call]!]!
      const args = u32[call + 1]!
      const kernel = kernels.get(name)
      if (!kernel) throw new BackendError({ what: `src/pool/kernels.ts does not say what ${name} reads and writes` })
      regions.send(args, 4 * kernel.words)
      kernel.regions(u32.subarray(args / 4, args / 4 + kernel.words), regions)
    }
  }

  /** The phase, the place of scratch, the functions made at run time, and the flag that a list was too short. */
  function controlRegions({ u32, send, fetch }: Regions, phase: number): void {
    send(4 * phase, 4 * u32[phase + at.WORDS]!)
    send(4 * at.FUNCTIONS, 4 * (at.SCRATCH_BYTES + 1 - at.FUNCTIONS))
    let place = u32[at.FIRST_FUNCTION]!
    for (let known = 0; known < u32[at.FUNCTIONS]!; known++) {
      send(place, 8 + u32[place / 4 + 1]!)
      place = u32[place / 4]!
    }
    send(4 * at.OVERFLOW, 4)
    fetch(4 * at.OVERFLOW, 4)
  }

  return {
    sharedTrain(phase) {
      const u32 = memory.u32()
      const train = trainOf(u32, phase)
      if (train === undefined) return undefined
      const groups = u32[phase + at.COUNT]!
      const rows = batchOf(u32, train, groups) * u32[train + Train.time]!
      return groups > 1 && rows >= leastRows ? train : undefined
    },
    orderOf(phase, train, member, members) {
      const u32 = memory.u32()
      const share = shareOf(u32, train, u32[phase + at.COUNT]!, member, members)
      if (share.groups[0] === share.groups[1]) return undefined
      const regions = createRegions(u32, share)
      const lists = u32[phase + at.KIND] === at.LISTS
      const [, gradient, back] = u32.subarray(phase + at.FIRST_CALL, phase + at.FIRST_CALL + 3)
      if (lists) listRegions(train, gradient!, back ? regions.send : regions.fetch, regions)
      else {
        controlRegions(regions, phase)
        callRegions(regions, phase)
      }
      return {
        bytes: memory.memory.buffer.byteLength,
        sent: regions.sent,
        phase,
        groups: lists ? [0, 0] : share.groups,
        fetched: regions.fetched,
      }
    },
  }
}
