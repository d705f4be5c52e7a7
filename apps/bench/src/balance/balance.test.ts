import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { run } from '../testing/run.js'
import { balanceOf, type BalanceResult } from './command.js'
import { spread } from './load.js'

it('no thread has less than its share to do in all, nor more than two optimal schedules', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 20 }),
      (tasks, n) => {
        const { most, mean } = spread(tasks, n)
        const least = Math.max(mean, ...tasks)
        expect(most).toBeGreaterThanOrEqual(least)
        // Graham 1966: list scheduling takes at most 2 - 1/n times the optimum, which is at least `least`.
        expect(most).toBeLessThanOrEqual((mean + (1 - 1 / n) * Math.max(...tasks)) * (1 + 1e-12))
      },
    ),
    { numRuns: runs(100) },
  )
})

it('sixteen even tasks are even for two threads, six rounds for three, and half of eight backward tasks idle at sixteen', () => {
  const tasks = { forward: new Array<number>(16).fill(1), backward: [new Array<number>(8).fill(2)] }
  expect(balanceOf(tasks, 2)).toEqual({ threads: 2, forward: 1, backward: 1, step: 1 })
  expect(balanceOf(tasks, 3).forward).toBeCloseTo(18 / 16, 9)
  expect(balanceOf(tasks, 16)).toMatchObject({ forward: 1, backward: 2, step: 1.5 })
})

it('threads meet after each phase, so what one of them has less there is lost', () => {
  const phases = [
    [3, 1],
    [1, 3],
  ]
  expect(balanceOf({ forward: [4, 4], backward: phases }, 2)).toEqual({
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
  expect(sum(tasks.forward)).toBe(multiplyAdds.forward)
  expect(sum([...tasks.forward, ...tasks.backward.flat()])).toBeCloseTo(multiplyAdds.total, 3)
})
