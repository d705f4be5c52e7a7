import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSnnError } from './errors.js'
import {
  assertHostArray,
  dtypeOf,
  hostArray,
  isContiguous,
  rowMajorStrides,
  sizeOf,
  toContiguous,
  type HostArray,
} from './host-array.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)

const thrown = (body: () => unknown): unknown => {
  try {
    body()
  } catch (error) {
    return error
  }
  return undefined
}

describe('sizeOf and rowMajorStrides', () => {
  it('multiply the sizes', () => {
    expect(sizeOf([])).toBe(1)
    expect(sizeOf([2, 3, 4])).toBe(24)
    expect(sizeOf([5, 0])).toBe(0)
    expect(rowMajorStrides([2, 3, 4])).toEqual([12, 4, 1])
    expect(rowMajorStrides([])).toEqual([])
  })

  it.each([[[-1]], [[1.5]], [[Number.NaN]], [[2 ** 40, 2 ** 40]]])('refuse the shape %j', (shape) => {
    expect(
      isSnnError(
        thrown(() => sizeOf(shape)),
        'SHAPE',
      ),
    ).toBe(true)
  })
})

describe('hostArray', () => {
  it('views packed data without a copy', () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6)
    const view = hostArray(data, [2, 3])
    expect(view).toEqual({ data, shape: [2, 3], stride: [3, 1], offset: 0 })
    expect(view.data).toBe(data)
    expect(hostArray(data).shape).toEqual([6])
  })

  it('keeps its shape when the caller changes the array it gave', () => {
    const shape = [2, 1]
    const view = hostArray(new Float32Array(2), shape)
    shape[0] = 9
    expect(view.shape).toEqual([2, 1])
  })

  it('refuses data of another size and says both sizes', () => {
    expect(() => hostArray(new Float32Array(5), [2, 3])).toThrow('the shape [2, 3] has 6 elements; the data have 5')
  })
})

describe('dtypeOf', () => {
  it('knows float32 and int32 and names anything else', () => {
    expect(dtypeOf(new Float32Array(1))).toBe('float32')
    expect(dtypeOf(new Int32Array(1))).toBe('int32')
    const error = thrown(() => dtypeOf(new Float64Array(1), 'weights'))
    expect(isSnnError(error, 'DTYPE')).toBe(true)
    expect((error as Error).message).toContain(
      'weights must hold its elements in a Float32Array or an Int32Array; got Float64Array',
    )
  })
})

describe('assertHostArray', () => {
  const data = new Float32Array(6)
  it.each([
    ['no object', 3, 'ARGUMENT'],
    ['null', null, 'ARGUMENT'],
    ['a plain array', [1, 2], 'ARGUMENT'],
    ['a field missing', { data, shape: [6], stride: [1] }, 'ARGUMENT'],
    ['a stride missing', { data, shape: [2, 3], stride: [1], offset: 0 }, 'SHAPE'],
    ['a broken stride', { data, shape: [2], stride: [0.5], offset: 0 }, 'SHAPE'],
    ['a broken offset', { data, shape: [2], stride: [1], offset: 0.5 }, 'SHAPE'],
    ['an end past the data', { data, shape: [2, 3], stride: [3, 1], offset: 1 }, 'SHAPE'],
    ['a start before the data', { data, shape: [3], stride: [-2], offset: 3 }, 'SHAPE'],
    ['a negative size', { data, shape: [-3], stride: [1], offset: 0 }, 'SHAPE'],
  ] as const)('refuses %s', (_, view, code) => {
    expect(
      isSnnError(
        thrown(() => assertHostArray(view, 'x')),
        code,
      ),
    ).toBe(true)
  })

  it('accepts the last element exactly, and any offset of an empty array', () => {
    const tight = { data, shape: [3], stride: [-2], offset: 5 }
    const empty = { data, shape: [0, 9], stride: [100, 100], offset: 1000 }
    for (const view of [tight, empty]) expect(thrown(() => assertHostArray(view))).toBeUndefined()
  })
})

const views = fc
  .record({
    shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
    steps: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 4 }),
    before: fc.nat(5),
    after: fc.nat(5),
    integers: fc.boolean(),
  })
  .map(({ shape, steps, before, after, integers }): HostArray<Float32Array | Int32Array> => {
    const stride = shape.map((_, axis) => steps[axis]!)
    let low = 0
    let high = 0
    shape.forEach((dimension, axis) => {
      const span = Math.max(dimension - 1, 0) * stride[axis]!
      if (span < 0) low += span
      else high += span
    })
    const data = Array.from({ length: before + high - low + 1 + after }, (_, k) => k)
    return { data: integers ? Int32Array.from(data) : Float32Array.from(data), shape, stride, offset: before - low }
  })

function* indices(shape: readonly number[]): Generator<number[]> {
  if (shape.length === 0) yield []
  else for (let k = 0; k < shape[0]!; k++) for (const rest of indices(shape.slice(1))) yield [k, ...rest]
}

describe('toContiguous', () => {
  it('lists the elements in row-major order, for any strides and offset', () => {
    fc.assert(
      fc.property(views, (view) => {
        const expected = [...indices(view.shape)].map(
          (index) => view.data[view.offset + index.reduce((sum, k, axis) => sum + k * view.stride[axis]!, 0)]!,
        )
        const packed = toContiguous(view)
        expect([...packed]).toEqual(expected)
        expect(packed.constructor).toBe(view.data.constructor)
      }),
      { numRuns: numRuns * 4 },
    )
  })

  it('shares the memory of what is packed already, and only of that', () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6)
    expect(toContiguous({ data, shape: [2, 2], stride: [2, 1], offset: 2 }).buffer).toBe(data.buffer)
    expect([...toContiguous({ data, shape: [2, 2], stride: [2, 1], offset: 2 })]).toEqual([3, 4, 5, 6])
    expect(toContiguous({ data, shape: [2, 2], stride: [1, 2], offset: 2 }).buffer).not.toBe(data.buffer)
    expect(isContiguous({ data, shape: [1, 3], stride: [77, 1], offset: 0 })).toBe(true)
  })

  it('reverses an axis', () => {
    const data = Int32Array.of(1, 2, 3)
    expect([...toContiguous({ data, shape: [3], stride: [-1], offset: 2 })]).toEqual([3, 2, 1])
  })

  it('names what it was given when that is not a view', () => {
    expect(() => toContiguous([1, 2] as never, 'images')).toThrow(
      'images must be an array { data, shape, stride, offset }; got an array of 2',
    )
  })
})
