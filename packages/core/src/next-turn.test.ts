import { expect, it } from 'vitest'
import { inNextTurn, nextTurn } from './next-turn.js'

it('comes after what is to be done at once, and before timers, in the order in which turns were asked for', async () => {
  const order: string[] = []
  const timer = new Promise((resolve) => setTimeout(resolve, 5)).then(() => order.push('timer'))
  const ask = inNextTurn(() => order.push('asked'))
  const turns = [nextTurn().then(() => order.push('first')), nextTurn().then(() => order.push('second'))]
  ask()
  ask()
  queueMicrotask(() => order.push('at once'))
  order.push('now')
  await Promise.all([timer, ...turns])
  expect(order.slice(0, 2)).toEqual(['now', 'at once'])
  expect(order.slice(2).toSorted()).toEqual(['asked', 'asked', 'first', 'second', 'timer'])
  expect(order.indexOf('first')).toBeLessThan(order.indexOf('second'))
  expect(order.at(-1)).toBe('timer')
})
