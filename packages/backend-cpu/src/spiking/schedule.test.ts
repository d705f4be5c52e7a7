import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemory } from '../memory.js'
import { createPartitions } from './partition.js'
import { scheduleOf } from './schedule.js'

test('forward tasks are the groups that a batch is cut into, backward tasks whole groups, none left out', () => {
  const partitions = createPartitions(createMemory())
  const size = fc.integer({ min: 1, max: 600 })
  fc.assert(
    fc.property(size, size, fc.array(size, { minLength: 2, maxLength: 4 }), (batch, time, sizes) => {
      const { forward, backward } = scheduleOf({ batch, time, sizes })
      const { chunks, groups, groupStart } = partitions.of(batch, time)
      const firsts = groupStart.slice(0, groups).map((chunk) => chunks[chunk]!.sample)
      expect(forward.map(([from]) => from)).toEqual(firsts)
      for (const tasks of [forward, backward]) {
        expect(tasks.flatMap(([from, to]) => [from, to]).slice(1, -1)).toEqual(
          tasks.slice(1).flatMap(([from]) => [from, from]),
        )
        expect([tasks[0]![0], tasks.at(-1)![1]]).toEqual([0, batch])
      }
      expect(backward.every(([from]) => firsts.includes(from))).toBe(true)
    }),
    { numRuns: runs(50) },
  )
})

test('gradients too large for sixteen copies are shared by neighboring groups', () => {
  const small = scheduleOf({ batch: 256, time: 500, sizes: [100, 100, 20] })
  const large = scheduleOf({ batch: 256, time: 500, sizes: [700, 200, 200, 20] })
  expect([small.forward.length, small.backward.length]).toEqual([16, 16])
  expect([large.forward.length, large.backward.length]).toEqual([16, 8])
})
