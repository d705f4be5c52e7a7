import { readEvents } from '@snn/data'
import { afterEach, expect, test, vi } from 'vitest'
import { bench } from '../bench.js'
import { binFile, datFile, evt2File, evt3File } from './made-files.js'

afterEach(() => vi.restoreAllMocks())

test.each([binFile, datFile, evt2File, evt3File])('the made files hold what they say: %s', async (make) => {
  const { name, bytes } = make(10_000)
  const { t, sensor } = await readEvents(bytes, { file: name, evt3Clock: 'stated' })
  expect(t.length).toBe(10_000)
  expect([t[0], t[5000], t.at(-1)! - 9999 > -4]).toEqual([0, 5000, true])
  expect(sensor.width).toBeGreaterThanOrEqual(34)
})

test('data --json prints a rate and that of a copy for each format', async () => {
  let out = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += text), true))
  expect(await bench(['data', '--events', '4000', '--repeats', '1', '--json'])).toBe(0)
  const { formats } = JSON.parse(out) as { formats: Record<string, unknown>[] }
  expect(formats.map(({ format, events }) => [format, events])).toEqual([
    ['bin', 4000],
    ['dat', 4000],
    ['evt2', 4000],
    ['evt3', 4000],
  ])
  for (const rate of formats) {
    expect(rate['millionEventsPerSecond']).toBeGreaterThan(0)
    expect(rate['copyMillionEventsPerSecond']).toBeGreaterThan(0)
  }
})
