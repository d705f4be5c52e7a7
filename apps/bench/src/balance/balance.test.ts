import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { run } from '../testing/run.js'
import { balanceOf, type BalanceResult } from './command.js'
import { spread, type Task } from './load.js'

it('no phase takes less than an even split or its longest chain, nor more than two optimal schedules', () => {
  const cost = fc.integer({ min: 1, max: 100 })
  const task = fc
    .integer({ min: 1, max: 3 })
    .chain((legs) => fc.array(fc.array(cost, { minLength: legs, maxLength: legs }), { minLength: 1, maxLength: 3 }))
  fc.assert(
    fc.property(fc.array(task, { minLength: 1 }), fc.integer({ min: 1, max: 20 }), (tasks, n) => {
      const { most, mean } = spread(tasks, n)
      const longest = Math.max(...tasks.map(longestChain))
      expect(most).toBeGreaterThanOrEqual(Math.max(mean, longest))
      // Graham 1969: list scheduling with chains takes at most 2 - 1/n times the optimum.
      expect(most).toBeLessThanOrEqual((mean + (1 - 1 / n) * longest) * (1 + 1e-12))
    }),
    { numRuns: runs(100) },
  )
})

/** The dearest way from the first leg of a task to its last, always on to the next leg or the next group. */
function longestChain(task: Task): number {
  const ends = new Array<number>(task[0]!.length).fill(0)
  for (const legs of task)
    for (const [k, cost] of legs.entries()) ends[k] = cost + Math.max(ends[k]!, k > 0 ? ends[k - 1]! : 0)
  return ends.at(-1)!
}

/** So many tasks of groups with these legs. */
const many = (count: number, ...groups: readonly (readonly number[])[]): Task[] =>
  Array.from({ length: count }, () => groups)

it('sixteen even tasks are even for two threads, six rounds for three, and half of eight backward tasks idle at sixteen', () => {
  const tasks = { forward: many(16, [1]), backward: [many(8, [2])] }
  expect(balanceOf(tasks, 2)).toEqual({ threads: 2, forward: 1, backward: 1, step: 1 })
  expect(balanceOf(tasks, 3).forward).toBeCloseTo(18 / 16, 9)
  expect(balanceOf(tasks, 16)).toMatchObject({ forward: 1, backward: 2, step: 1.5 })
})

it('legs of tasks even out what is left, but no group is worked on twice at once, nor two groups of a task in the same leg', () => {
  expect(spread(many(3, [2]), 2)).toEqual({ threads: 2, most: 4, mean: 3 })
  expect(spread(many(3, [1, 1]), 2)).toEqual({ threads: 2, most: 3, mean: 3 })
  expect(spread(many(1, [1, 1]), 2)).toEqual({ threads: 2, most: 2, mean: 1 })
  expect(spread(many(1, [2], [2]), 2)).toEqual({ threads: 2, most: 4, mean: 2 })
  expect(spread(many(1, [1, 1], [1, 1]), 2)).toEqual({ threads: 2, most: 3, mean: 2 })
})

it('threads meet after each phase, so what one of them has less there is lost', () => {
  const phases = [
    [[[3]], [[1]]],
    [[[1]], [[3]]],
  ]
  expect(balanceOf({ forward: [[[4]], [[4]]], backward: phases }, 2)).toEqual({
    threads: 2,
    forward: 1,
    backward: 1.5,
    step: 1.25,
  })
})

it.each([
  ['8', [8]],
  // ∇W of 600 x 600 and of 700 x 600 weights is made in two parts each, and two of eight groups share a copy of it.
  ['600', [4, 4, 4]],
])('balance --json counts the multiply-adds of every task: %s hidden neurons', async (hidden, backwardTasks) => {
  const shape = ['--shape', 'shd', '--hidden', hidden, '--batch', '10', '--steps', '30']
  const { code, out } = await run('balance', ...shape, '--json')
  expect(code).toBe(0)
  const { tasks, balance, kind } = JSON.parse(out) as BalanceResult & { kind: string }
  expect([kind, balance.length, tasks.forward.length]).toEqual(['balance', 16, 8])
  expect(tasks.backward.map(({ length }) => length)).toEqual(backwardTasks)
  expect(balance[0]).toEqual({ threads: 1, forward: 1, backward: 1, step: 1 })
  const step = await run('step', ...shape, '--repeats', '1', '--json')
  const { multiplyAdds } = JSON.parse(step.out) as { multiplyAdds: { forward: number; total: number } }
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)
  expect(sum(tasks.forward.flat(2))).toBe(multiplyAdds.forward)
  expect(sum([...tasks.forward, ...tasks.backward.flat()].flat(2))).toBeCloseTo(multiplyAdds.total, 3)
})
