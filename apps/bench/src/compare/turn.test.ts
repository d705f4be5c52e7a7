import { afterEach, describe, expect, it, vi } from 'vitest'
import { turnOf } from './turn.js'

afterEach(() => vi.restoreAllMocks())

/** A device with a clock of its own: steps of `ms` each, done in the call or one after the other behind it; to record one costs the host `host`. */
function device(ms: number, host: number, where: 'in the call' | 'behind it') {
  let now = 0
  let free = 0
  let given = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  return {
    count: () => given,
    give(): Promise<void> {
      given++
      now += host
      const done = (free = Math.max(free, now) + ms)
      if (where === 'in the call') now = done
      // Whoever waits for a step learns of its end when nothing else is to be done.
      return new Promise((resolve) => setTimeout(() => resolve(void (now = Math.max(now, done)))))
    },
  }
}

describe('a turn', () => {
  it('has its first step alone, and then hides what recording costs where steps happen behind the call', async () => {
    const { give, count } = device(10, 2, 'behind it')
    const steps = await turnOf(give, 300)
    expect(steps[0]!.ms).toBe(12)
    expect(new Set(steps.slice(1).map(({ ms }) => ms))).toEqual(new Set([10]))
    expect(steps.length).toBe(count() - 2)
    expect(steps.length).toBeGreaterThan(20)
  })

  it('counts every step once where steps happen in the call', async () => {
    const { give } = device(10, 2, 'in the call')
    const steps = await turnOf(give, 300)
    expect(new Set(steps.map(({ ms }) => ms))).toEqual(new Set([12]))
    expect(steps.length).toBeGreaterThan(20)
  })

  it.each(['in the call', 'behind it'] as const)('gives long steps one by one, %s', async (where) => {
    const { give, count } = device(90, 10, where)
    expect((await turnOf(give, 300)).map(({ ms }) => ms)).toEqual([100, 100, 100])
    expect(count()).toBe(3)
  })

  it('has one step at least', async () => {
    const { give } = device(90, 10, 'behind it')
    expect(await turnOf(give, 0)).toHaveLength(1)
  })
})
