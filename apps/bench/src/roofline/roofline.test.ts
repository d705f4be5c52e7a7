import { expect, it } from 'vitest'
import { run } from '../testing/run.js'
import type { RooflineResult } from './command.js'

it('roofline --json has rates of plain loops and of both sweeps', async () => {
  const tiny = ['--shape', 'shd', '--hidden', '8', '--batch', '2', '--steps', '30', '--warm-up', '0', '--repeats', '1']
  const { code, out } = await run('roofline', ...tiny, '--json')
  expect(code).toBe(0)
  const { plain, sweeps } = JSON.parse(out) as RooflineResult
  expect(plain.map(({ bytes }) => bytes)).toEqual([16_384, 262_144, 268_435_456, 16_000, 112_000])
  expect(plain.every(({ perSecond, best }) => perSecond > 0 && best >= perSecond)).toBe(true)
  const [forward, backward] = sweeps
  expect(forward!.multiplyAdds).toBeGreaterThan(0)
  expect(forward!.rowsMs).toBeCloseTo((1000 * forward!.multiplyAdds) / plain.at(-1)!.perSecond, 12)
  expect(backward!.pass).toBe('backward')
})
