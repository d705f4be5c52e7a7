import { describe, expect, test } from 'vitest'
import { arctan, boxcar, fastSigmoid, gaussian, logistic, surrogateOf, triangle } from './surrogates.js'
import type { Surrogate } from './surrogates.js'

/** Each with what it is the derivative of, where that has a formula. */
const table: [string, Surrogate, (u: number) => number][] = [
  ['fast sigmoid', fastSigmoid(100), (u) => u / (100 * Math.abs(u) + 1)],
  ['arctan', arctan(2), (u) => Math.atan(Math.PI * u) / Math.PI],
  ['logistic', logistic(4), (u) => 1 / (1 + Math.exp(-4 * u))],
  ['triangle', triangle(0.3, 0.5), (u) => 0.3 * (u - (u * Math.abs(u)) / 2 / 0.5)],
]

describe.each(table)('%s', (_, g, primitive) => {
  test.each([-0.4, -0.01, 0.003, 0.2, 0.45])('is the derivative of its primitive at %f', (u) => {
    const h = 1e-6
    const difference = (primitive(u + h) - primitive(u - h)) / (2 * h)
    expect(Math.abs(g(u) / difference - 1)).toBeLessThan(1e-6)
  })
})

test('the gaussian and the boxcar of height 1 / width have the integral 1', () => {
  const integral = (g: Surrogate): number => {
    let total = 0
    for (let n = 0; n < 80_000; n++) total += g(-4 + (n + 0.5) * 1e-4) * 1e-4
    return total
  }
  expect(integral(gaussian(0.4))).toBeCloseTo(1, 9)
  expect(integral(boxcar(2, 0.5))).toBeCloseTo(1, 9)
  expect(boxcar(2, 0.5)(0.25)).toBe(0)
  expect(triangle(0.3, 1)(1.5)).toBe(0)
})

test('the logistic derivative is finite however far u is', () => {
  expect(logistic(25)(-100)).toBeCloseTo(0, 12)
  expect(logistic(25)(1e6)).toBe(0)
})

test('a description gives the function of its kind', () => {
  expect(surrogateOf({ kind: 'fast-sigmoid', beta: 100 })(0.01)).toBe(0.25)
  expect(surrogateOf({ kind: 'triangle', height: 2, width: 1 })(0.5)).toBe(1)
  expect(surrogateOf({ kind: 'boxcar', height: 2, width: 1 })(0.4)).toBe(2)
  expect(surrogateOf({ kind: 'arctan', slope: 2 })(0)).toBe(1)
  expect(surrogateOf({ kind: 'gaussian', sigma: 1 })(0)).toBeCloseTo(0.3989422804014327, 15)
  expect(surrogateOf({ kind: 'logistic', slope: 4 })(0)).toBe(1)
})
