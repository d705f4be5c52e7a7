import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Train from '../generated/records/train.js'
import { createMemory } from '../memory.js'
import { createPartitions } from '../spiking/partition.js'
import { copiesOf } from '../spiking/weights.js'
import { batchOf, MOST_WORKERS, shareOf, type Span } from './share.js'

const inside = (k: number, [from, to]: Span): boolean => from <= k && k < to

test('every group, with its chunks, its samples and its copy of a gradient, falls to one worker', () => {
  const memory = createMemory()
  const partitions = createPartitions(memory)
  const train = memory.allocate(4 * Train.WORDS) / 4
  const cases = {
    batch: fc.integer({ min: 1, max: 300 }),
    time: fc.constantFrom(1, 100, 3000),
    workers: fc.integer({ min: 1, max: MOST_WORKERS }),
    weightBytes: fc.constantFrom(1000, 1 << 20),
  }
  fc.assert(
    fc.property(fc.record(cases), ({ batch, time, workers, weightBytes }) => {
      const { groups, chunks, groupStart, chunksAddress, groupsAddress } = partitions.of(batch, time)
      const copies = copiesOf(groups, weightBytes)
      const u32 = memory.u32()
      u32[train + Train.chunks] = chunksAddress
      u32[train + Train.groups] = groupsAddress
      expect(batchOf(u32, train, groups)).toBe(batch)
      const shares = Array.from({ length: workers }, (_, k) => shareOf(u32, train, groups, k, workers))
      for (let group = 0; group < groups; group++) {
        const owners = shares.filter((share) => inside(group, share.groups))
        expect(owners).toHaveLength(1)
        const [owner] = owners
        for (let chunk = groupStart[group]!; chunk < groupStart[group + 1]!; chunk++) {
          const { sample, samples } = chunks[chunk]!
          expect(inside(chunk, owner!.chunks)).toBe(true)
          expect(inside(sample, owner!.samples) && inside(sample + samples - 1, owner!.samples)).toBe(true)
        }
        // As kernels/inner/synapses.ts has it.
        const copy = Math.floor(((group + 1) * copies - 1) / groups)
        expect(shares.filter((share) => inside(copy, share.copies(copies)))).toEqual([owner])
      }
    }),
    { numRuns: runs(100) },
  )
})
