import { plain } from '@snn/conformance'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  add,
  assign,
  hostArray,
  mul,
  repeatedStep,
  spikeCounts,
  zeros,
  type Backend,
  type SpikeTrain,
  type Tensor,
} from '../index.js'

let backend: Backend
beforeAll(async () => void (backend = await plain()))
afterAll(() => backend.close())

/** One sample in which these of three neurons spike. */
const spikes = (time: number, ...i: number[]): SpikeTrain =>
  backend.spikes({ batch: 1, time, neurons: 3, b: i.map(() => 0), t: i.map(() => 0), i })

/** Adds w · counts to what it has summed up so far. */
function summing() {
  const w = backend.tensor(hostArray(Float32Array.of(1, 2, 4), [1, 3]))
  const state = zeros(backend, [1, 3])
  const body = vi.fn<(train: SpikeTrain) => Tensor>((train) => {
    const sum = add(state, mul(w, spikeCounts(train)))
    assign(state, sum)
    return sum
  })
  return { w, state, body, step: repeatedStep(backend, body, (values) => [...values]) }
}

test('gives each input its own values, awaited or not, and runs the closure once for a shape', async () => {
  const { body, step } = summing()
  expect(await step.run(spikes(5, 0))).toEqual([1, 0, 0])
  const all = await Promise.all([step.run(spikes(5, 1, 2)), step.run(spikes(5, 2)), step.run(spikes(5))])
  expect(all).toEqual([
    [1, 2, 4],
    [1, 2, 8],
    [1, 2, 8],
  ])
  expect(body).toHaveBeenCalledTimes(1)
  expect(await step.run(spikes(6, 0))).toEqual([2, 2, 8])
  expect(await step.run(spikes(5, 0))).toEqual([3, 2, 8])
  expect(body).toHaveBeenCalledTimes(3)
})

test('refuses what has been freed since it was recorded, and changes nothing', async () => {
  const { w, state, step } = summing()
  await step.run(spikes(5, 0))
  const freed = spikes(5, 1)
  freed.free()
  await expect(step.run(freed)).rejects.toThrow(/had been freed/)
  w.free()
  await expect(step.run(spikes(5, 1))).rejects.toThrow(/had been freed/)
  expect([...(await state.read()).data]).toEqual([1, 0, 0])
})

test('refuses a train of another backend', async () => {
  const { step } = summing()
  await step.run(spikes(5, 0))
  const other = await plain()
  const stranger = other.spikes({ batch: 1, time: 5, neurons: 3, b: [], t: [], i: [] })
  await expect(step.run(stranger)).rejects.toThrow(/two backends/)
  await other.close()
})

test('refuses to run on a backend that has been closed', async () => {
  const closed = await plain()
  const step = repeatedStep(closed, spikeCounts, (values) => values)
  const train = closed.spikes({ batch: 1, time: 5, neurons: 3, b: [], t: [], i: [] })
  expect([...(await step.run(train))]).toEqual([0, 0, 0])
  await closed.close()
  await expect(step.run(train)).rejects.toThrow(/had been closed/)
})

test('gives back all that it has made', async () => {
  const { step } = summing()
  const before = backend.memory.live
  const train = spikes(5, 0)
  const given = step.run(train)
  train.free()
  await given
  expect(backend.memory.live).toBeGreaterThan(before)
  step.free()
  step.free()
  expect(backend.memory.live).toBe(before)
})
