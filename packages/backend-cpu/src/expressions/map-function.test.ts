import { compileTape, evaluator, expr, type Expression } from '@snn/core'
import { describe, expect, it } from 'vitest'
import { mapModule, mapRecord, type MapForm } from './map-function.js'

const { exp, input, log, mul, scalar, sigmoid, softplus, tanh } = expr

/** Runs one expression of one input over many values. */
function over(expression: Expression, values: Float32Array, scalars: readonly number[] = []): Float32Array {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 })
  const form: MapForm = { inputs: [{ access: 'contiguous', dtype: 'float32' }], outputDtype: 'float32', axes: 0 }
  const record = mapRecord(form, 1, scalars.length)
  const bytes = mapModule(compileTape([expression]), form, scalars.length, false)
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports
  const size = 4 * values.length
  memory.grow(Math.ceil((2 * size + 4096) / 65_536))
  const u32 = new Uint32Array(memory.buffer)
  u32[record.rows] = 1
  u32[record.columns] = values.length
  u32[record.byColumns] = 1
  u32[record.outputs[0]!] = 4096 + size
  u32[record.inputs[0]!.address] = 4096
  scalars.forEach((value, k) => (new Float32Array(memory.buffer)[record.scalars[k]!] = value))
  new Float32Array(memory.buffer, 4096, values.length).set(values)
  ;(run as (args: number, from: number, to: number) => void)(0, 0, values.length)
  return new Float32Array(memory.buffer, 4096 + size, values.length).slice()
}

/** Distance in units of the last place of float32. */
function ulps(a: number, exact: number): number {
  const b = Math.fround(exact)
  if (Object.is(a, b)) return 0
  if (!Number.isFinite(b) || !Number.isFinite(a)) return Infinity
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(exact))))
  return Math.abs(a - exact) / 2 ** (exponent - 23)
}

function worst(expression: Expression, values: Float32Array): { ulp: number; x: number } {
  const results = over(expression, values)
  const exact = evaluator(expression)
  let found = { ulp: 0, x: 0 }
  values.forEach((x, k) => {
    const ulp = ulps(results[k]!, exact([x]))
    if (ulp > found.ulp || Number.isNaN(ulp)) found = { ulp, x }
  })
  return found
}

/** Values between two bounds: evenly, and evenly in their exponents. */
function between(low: number, high: number, count = 30_011): Float32Array {
  return Float32Array.from({ length: count }, (_, k) => low + ((high - low) * (k + 0.5)) / count)
}

function everyExponent(sign: number, from = -149, to = 127): Float32Array {
  return Float32Array.from({ length: 40_001 }, (_, k) => sign * 2 ** (from + ((to - from) * k) / 40_000))
}

const x = input(0)

describe('functions of the printed kernels', () => {
  it('exp is within 2 units in the last place wherever it is normal', () => {
    expect(worst(exp(x), between(-87.33, 88.72)).ulp).toBeLessThan(2)
    expect(worst(exp(x), everyExponent(1, -149, 6.4)).ulp).toBeLessThan(2)
    expect(worst(exp(x), everyExponent(-1, -149, 6.4)).ulp).toBeLessThan(2)
  })

  it('exp is 0 far below, infinity far above, and close where it is denormal', () => {
    const [low, below, above, high] = over(exp(x), Float32Array.of(-1e30, -104, 88.73, 1e30))
    expect([low, below, above, high]).toEqual([0, 0, Infinity, Infinity])
    expect(worst(exp(x), between(-103.9, -87.34)).ulp).toBeLessThan(2)
    expect(over(exp(x), Float32Array.of(0, -0, NaN))).toEqual(Float32Array.of(1, 1, NaN))
  })

  it('log is within 2 units in the last place over all positive numbers', () => {
    expect(worst(log(x), everyExponent(1)).ulp).toBeLessThan(2)
    expect(worst(log(x), between(0.5, 2)).ulp).toBeLessThan(2)
    expect(over(log(x), Float32Array.of(0, -0, -1, 1, Infinity, NaN))).toEqual(
      Float32Array.of(-Infinity, -Infinity, NaN, 0, Infinity, NaN),
    )
  })

  it.each([
    ['tanh', tanh(x)],
    ['sigmoid', sigmoid(x)],
    ['softplus', softplus(x)],
  ])('%s is within 3 units in the last place', (_, expression) => {
    expect(worst(expression, between(-20, 20)).ulp).toBeLessThan(3)
    expect(worst(expression, everyExponent(1, -120, 40)).ulp).toBeLessThan(3)
    expect(worst(expression, everyExponent(-1, -120, 6.4)).ulp).toBeLessThan(3)
  })

  it('reads scalar arguments', () => {
    expect(over(mul(scalar(1), x), Float32Array.of(1, 2, 3), [9, 0.5])).toEqual(Float32Array.of(0.5, 1, 1.5))
  })
})
