import { afterEach, expect, test, vi } from 'vitest'
import { requireOrSkip, sharedPath, skipWithout } from './shared.js'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test('a shared folder is where its variable says, else beside the repository', () => {
  vi.stubEnv('SNN_GOLDEN', '')
  const repository = new URL('../../../', import.meta.url).pathname
  expect(sharedPath('golden')).toBe(new URL('../shared/golden', `file://${repository}`).pathname)
  vi.stubEnv('SNN_GOLDEN', 'elsewhere')
  expect(sharedPath('golden')).toBe('elsewhere')
})

test('what is missing is skipped with a message, unless SNN_REQUIRE names it', () => {
  const said = vi.spyOn(console, 'info').mockReturnValue(undefined)
  vi.stubEnv('SNN_GOLDEN', 'no such folder')
  vi.stubEnv('SNN_REQUIRE', 'data, chromium')
  expect(skipWithout('golden')).toBe(true)
  expect(said).toHaveBeenCalledWith('skipped, golden: no such folder is not there (set SNN_GOLDEN)')
  vi.stubEnv('SNN_REQUIRE', 'data, golden')
  expect(() => skipWithout('golden')).toThrow('SNN_REQUIRE names golden, but no such folder is not there')
  expect(requireOrSkip('golden', true, '')).toBe(false)
})
