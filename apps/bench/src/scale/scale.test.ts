import { afterEach, expect, it, vi } from 'vitest'
import { run } from '../testing/run.js'
import { syntheticWork } from '../work/synthetic.js'
import type { ScaleResult } from './command.js'
import { widened } from './widen.js'

afterEach(() => vi.unstubAllEnvs())

const small = ['--hidden', '12', '--threads', '1', '--warm-up', '0', '--repeats', '2', '--json']

it('along time, the work grows with T and the bytes follow it', async () => {
  const { code, out, err } = await run('scale', '--axes', 'time', '--values', '400,100,200', '--batch', '4', ...small)
  expect(code).toBe(0)
  expect(err).toBe('bench scale: time 100\nbench scale: time 200\nbench scale: time 400\n')
  const { axes } = JSON.parse(out) as ScaleResult
  const { points, timeFit, memoryFit } = axes[0]!.curves[0]!
  expect(points.map(({ x }) => x)).toEqual([100, 200, 400])
  expect(points[2]!.multiplyAdds! / points[0]!.multiplyAdds!).toBeCloseTo(4, 0)
  expect(points[2]!.peakBytes).toBeGreaterThan(points[0]!.peakBytes!)
  expect(timeFit).toMatchObject({ from: 100, points: 3 })
  // Each takes turns with the one before, and the exponent is that of what was found so: it doubles from point to point.
  expect(points.map(({ growth }) => growth?.count)).toEqual([undefined, 2, 2])
  const [, second, third] = points.map(({ growth }) => Math.log2(growth?.median ?? 1))
  expect(timeFit!.exponent).toBeCloseTo((second! + third!) / 2, 9)
  const besideFit = points.map(({ x, stepMs }) => Math.log(stepMs.median / (timeFit!.factor * x ** timeFit!.exponent)))
  expect(besideFit.reduce((a, b) => a + b)).toBeCloseTo(0, 9)
  expect(memoryFit!.exponent).toBeGreaterThan(0)
})

it('along activity, rules are timed in turn, and a peer that is missing is told of', async () => {
  vi.stubEnv('SNN_PYTHON', 'no-such-python')
  const more = ['--batch', '2', '--steps', '60', '--against', 'cpu:dense,torch:manual']
  const { out } = await run('scale', '--axes', 'activity', '--values', '0.01,0.5', ...more, ...small)
  const { curves, crossings, leftOut } = (JSON.parse(out) as ScaleResult).axes[0]!
  expect(curves.map(({ side, points }) => [side, points.length])).toEqual([
    ['cpu', 2],
    ['cpu:dense', 2],
    ['torch:manual', 0],
  ])
  expect(curves[0]!.points[0]!.x).toBeCloseTo(0.01, 2)
  expect(curves[0]!.points[1]!.x).toBeCloseTo(0.5, 1)
  expect(curves.map(({ points }) => points.map(({ growth }) => growth !== null))).toEqual([
    [false, true],
    [false, false],
    [],
  ])
  expect(crossings.map(({ side }) => side)).toEqual(['cpu:dense'])
  expect(leftOut).toMatchObject([
    { side: 'torch:manual', value: 0.01, why: expect.stringContaining('missing') },
    { side: 'torch:manual', value: 0.5 },
  ])
})

it('along threads, each number of them takes turns with the fewest', async () => {
  const { out } = await run('scale', '--axes', 'threads', '--values', '1,2', '--batch', '4', '--steps', '50', ...small)
  const { points } = (JSON.parse(out) as ScaleResult).axes[0]!.curves[0]!
  expect(points.map(({ x, speedUp }) => [x, speedUp?.count])).toEqual([
    [1, undefined],
    [2, 2],
  ])
  expect(points[1]!.speedUp!.median).toBeGreaterThan(0)
})

it('B_th is widened only where weights alone do not reach the activity', async () => {
  const work = await syntheticWork({ shape: 'shd', hidden: [12, 12], batch: 2, time: 60 })
  expect((await widened(work, 0.005)).backwardThreshold).toBe(0.2)
  expect((await widened(work, 0.4)).backwardThreshold).toBeGreaterThan(0.2)
})
