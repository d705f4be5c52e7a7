import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../runs.js'
import type { FeedForwardCase } from './feed-forward-case.js'
import { readGoldenCase } from './golden-case.js'
import { goldenNames, loadGoldenCase } from './load-golden.js'

/** The smallest case there can be, written out: 1 sample, 2 steps, one neuron a layer. */
function tiny(): { fields: Record<string, unknown>; bytes: Uint8Array } {
  const bytes: number[] = []
  const put = (dtype: 'float64' | 'int32', shape: number[], values: number[]): object => {
    const offset = bytes.length
    const raw = dtype === 'float64' ? new Float64Array(values) : new Int32Array(values)
    bytes.push(...new Uint8Array(raw.buffer))
    return { dtype, shape, offset }
  }
  const sequence = (...values: number[]): object => put('float64', [1, 2, 1], values)
  const matrix = (value: number): object => put('float64', [1, 1], [value])
  const variant = { tag: 'max_noreg_inf', readout: 'max', reg: false, Bth: null, loss: 0, nll: 0, reg_per_layer: [0] }
  const fields = {
    name: 'tiny',
    B: 1,
    T: 2,
    sizes: [1, 1, 1],
    alpha: 0.5,
    alpha_readout: 0.5,
    beta: 100,
    vth: 1,
    reg: { lambda_upper: 0.06, lambda_lower: 100, f_upper: 1, f_lower: 1e-3, p_up: 1 },
    max_in_bin: 2,
    events: put('int32', [2, 3], [0, 0, 0, 0, 0, 0]),
    labels: put('int32', [1], [0]),
    W: [matrix(0.25), matrix(2)],
    V: [sequence(0, 0.5)],
    S: [sequence(0, 0)],
    out: sequence(0, 0),
    variants: [{ ...variant, dW: [matrix(0), matrix(0)], dS_active: [put('float64', [1], [0])] }],
  }
  return { fields, bytes: Uint8Array.from(bytes) }
}

function read(changes: Record<string, unknown> = {}): ReturnType<typeof readGoldenCase> {
  const { fields, bytes } = tiny()
  return readGoldenCase(JSON.stringify({ ...fields, ...changes }), bytes, 'tiny')
}

test('a case is read into arrays and options', () => {
  const golden = read() as FeedForwardCase
  expect(golden).toMatchObject({ kind: 'feed-forward', batch: 1, steps: 2, sizes: [1, 1, 1], clamp: false })
  expect(golden.events).toMatchObject({ batch: 1, time: 2, neurons: 1, t: Int32Array.of(0, 0) })
  expect(golden.weights.map(({ data }) => data[0])).toEqual([0.25, 2])
  expect(golden.potentials[0]!.data).toEqual(Float64Array.of(0, 0.5))
  expect(golden.variants[0]!.backwardThreshold).toBe(Infinity)
  expect(golden.variants[0]!.delta).toBeUndefined()
})

test('bytes that start at an odd place of their buffer are read alike', () => {
  const { fields, bytes } = tiny()
  const shifted = new Uint8Array(bytes.length + 3).subarray(3)
  shifted.set(bytes)
  expect(readGoldenCase(JSON.stringify(fields), shifted, 'tiny')).toEqual(read())
})

describe('a FormatError names what is wrong', () => {
  const W = [{ dtype: 'float64', shape: [1, 1], offset: 28 }]
  test.each([
    ['a field is missing', { alpha: undefined }, 'tiny.alpha must be a finite number; got nothing'],
    ['a count is not whole', { B: 1.5 }, 'tiny.B must be a whole number from 1; got 1.5'],
    ['a network has no hidden layer', { sizes: [1, 1] }, 'tiny.sizes must be three or more layers'],
    ['an array is missing', { W }, 'tiny.W must be 2 arrays; got 1'],
    [
      'an array has another shape',
      { W: [W[0], { ...W[0], shape: [2, 1] }] },
      'tiny.W[1].shape must be [1, 1]; got [2,1]',
    ],
    ['an array has another type', { labels: W[0] }, 'tiny.labels.dtype must be int32'],
    ['an event lies outside', { T: 2, events: { dtype: 'int32', shape: [1, 3], offset: 40 } }, 'event 0 of tiny'],
    ['a label is no class', { labels: { dtype: 'int32', shape: [1], offset: 32 } }, 'tiny.labels must be classes'],
    ['a readout is unknown', { variants: [{ readout: 'median' }] }, `tiny.variants[0].readout must be 'max' or 'sum'`],
  ])('where %s', (_, changes, message) => {
    expect(() => read(changes)).toThrow(expect.objectContaining({ name: 'FormatError', code: 'FORMAT' }))
    expect(() => read(changes)).toThrow(message)
  })

  test('where the .bin is cut short', () => {
    const { fields, bytes } = tiny()
    expect(() => readGoldenCase(JSON.stringify(fields), bytes.subarray(0, -1), 'tiny')).toThrow(
      /^tiny.variants\[0\].dS_active\[0\] ends at byte \d+ of tiny.bin, which has \d+/,
    )
  })

  test('where a value is not finite', () => {
    const { fields, bytes } = tiny()
    bytes.fill(0xff, 28, 36)
    expect(() => readGoldenCase(JSON.stringify(fields), bytes, 'tiny')).toThrow('tiny.W[0], value 0 must be a finite')
  })

  test('where the JSON is none, or none of a case', () => {
    expect(() => readGoldenCase('{', new Uint8Array(), 'tiny')).toThrow('tiny.json is not JSON')
    expect(() => readGoldenCase('[]', new Uint8Array(), 'tiny')).toThrow('tiny must be an object')
    expect(() => readGoldenCase('{}', new Uint8Array(), 'tiny')).toThrow(`neither 'sizes' nor 'layers'`)
  })
})

test('whatever a field is replaced by, a case is read or refused by name', () => {
  const names = Object.keys(tiny().fields)
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
      try {
        read({ [name]: value })
      } catch (error) {
        expect(error).toMatchObject({ code: 'FORMAT' })
      }
    }),
    { numRuns: runs(300) },
  )
})

test('a network of other layers is recognized by what it needs', () => {
  const layers = [
    { type: 'conv2d', neuron: 'lif', W_rec: null },
    { type: 'or_pool' },
    { type: 'flatten' },
    { type: 'dense', neuron: 'cuba', W_rec: { dtype: 'float64', shape: [1, 1], offset: 0 } },
    { type: 'readout' },
  ]
  const needs = ['conv2d', 'or_pool', 'recurrent', 'neuron cuba']
  expect(readGoldenCase(JSON.stringify({ layers }), new Uint8Array(), 'x')).toEqual({
    kind: 'layers',
    name: 'x',
    needs,
  })
})

test('a folder or file that is not there is a DataError', () => {
  expect(() => goldenNames('no such folder')).toThrow(expect.objectContaining({ code: 'DATA' }))
  expect(() => loadGoldenCase('no such folder', 'small')).toThrow('small.json cannot be read')
})
