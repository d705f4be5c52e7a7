import { afterEach, expect, test, vi } from 'vitest'
import { runs } from './runs.js'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('SNN_RUNS scales the usual number of runs, 50 being as usual', () => {
  vi.stubEnv('SNN_RUNS', undefined)
  expect(runs(20)).toBe(20)
  vi.stubEnv('SNN_RUNS', '500')
  expect(runs(20)).toBe(200)
  vi.stubEnv('SNN_RUNS', '1')
  expect(runs(20)).toBe(1)
  vi.stubEnv('SNN_RUNS', 'many')
  expect(() => runs(20)).toThrow(`SNN_RUNS must be a number above 0; got 'many'`)
})
