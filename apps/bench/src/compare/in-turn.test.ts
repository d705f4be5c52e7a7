import { afterEach, expect, it, vi } from 'vitest'
import { inTurn } from './in-turn.js'
import type { Side, StepTime } from './side.js'

afterEach(() => vi.restoreAllMocks())

/** A side whose first step of every turn takes longer, by a clock that only steps move. */
function pretended(): (name: string, cold: number, warm: number) => Side {
  let now = 0
  let last = ''
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  return (name, cold, warm) => ({
    name,
    description: name,
    check: () => Promise.reject(new Error('not asked for')),
    close: () => Promise.resolve(),
    turn: async (lasts) => {
      const steps: StepTime[] = []
      const end = now + lasts
      do {
        const ms = last === name ? warm : cold
        last = name
        now += ms
        steps.push({ ms, cpuMs: 2 * ms })
      } while (now < end)
      return steps
    },
  })
}

it('the first step of a turn of 0.3 s is not counted', async () => {
  const side = pretended()
  const found = await inTurn([side('quick', 90, 10), side('slow', 250, 200)], { warmUp: 1, rounds: 3 })
  const round = { quick: { ms: 10, cpuMs: 20 }, slow: { ms: 200, cpuMs: 400 } }
  expect(found).toEqual([
    [round.quick, round.quick, round.quick],
    [round.slow, round.slow, round.slow],
  ])
})

it('a step that fills a turn alone is its time', async () => {
  const side = pretended()
  const [, slow] = await inTurn([side('quick', 1, 1), side('slow', 900, 100)], { warmUp: 0, rounds: 1 })
  expect(slow).toEqual([{ ms: 900, cpuMs: 1800 }])
})
