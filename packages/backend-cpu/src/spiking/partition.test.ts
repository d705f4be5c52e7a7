import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemory } from '../memory.js'
import { createPartitions, MOST_GROUPS } from './partition.js'

test('every sample and step is in one chunk, in order, and chunks are small', () => {
  const memory = createMemory()
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 100 }),
      (batch, time, mostRows) => {
        const { chunks, groups, groupStart, ...most } = createPartitions(memory, mostRows).of(batch, time)
        expect(groups).toBeLessThanOrEqual(Math.min(batch, MOST_GROUPS))
        expect(groupStart.length).toBe(groups + 1)
        expect(groupStart.at(-1)).toBe(chunks.length)
        let row = 0
        for (const { sample, samples, step, steps } of chunks) {
          expect(sample * time + step).toBe(row)
          expect(samples === 1 || steps === time).toBe(true)
          expect(samples * steps).toBeLessThanOrEqual(Math.max(mostRows, 1))
          expect(samples * steps).toBeLessThanOrEqual(most.mostRows)
          expect(samples).toBeLessThanOrEqual(most.mostSamples)
          expect(steps).toBeLessThanOrEqual(most.mostSteps)
          row += samples * steps
        }
        expect(row).toBe(batch * time)
        for (let group = 0; group < groups; group++) {
          expect(chunks[groupStart[group]!]).toMatchObject({ sample: Math.floor((batch * group) / groups), step: 0 })
        }
      },
    ),
  )
})

test('a shape is cut once', () => {
  const partitions = createPartitions(createMemory())
  expect(partitions.of(256, 500)).toBe(partitions.of(256, 500))
  expect(partitions.of(256, 500).groups).toBe(16)
  expect(partitions.of(256, 500).chunks.length).toBe(64)
  expect(partitions.of(256, 100).groups).toBe(16)
  expect(partitions.of(64, 100).groups).toBe(8)
  expect(partitions.of(3, 1000).groups).toBe(3)
})
