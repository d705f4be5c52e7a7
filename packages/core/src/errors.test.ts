import { describe, expect, it } from 'vitest'
import { brand } from './brand.js'
import * as errors from './errors.js'
import { ArgumentError, FormatError, isSnnError, ShapeError, type ErrorDetails, type SnnError } from './errors.js'

const codes: Record<string, string> = {
  ShapeError: 'SHAPE',
  DtypeError: 'DTYPE',
  ArgumentError: 'ARGUMENT',
  BackendError: 'BACKEND',
  StepError: 'STEP',
  GradientError: 'GRADIENT',
  MemoryError: 'MEMORY',
  NonFiniteError: 'NONFINITE',
  UnsupportedError: 'UNSUPPORTED',
  AbortError: 'ABORTED',
  FormatError: 'FORMAT',
  ChecksumError: 'CHECKSUM',
  CheckpointError: 'CHECKPOINT',
  DataError: 'DATA',
  VersionError: 'VERSION',
}

describe('errors', () => {
  it('say what, context and remedy, a line each', () => {
    const error = new ShapeError({
      what: 'layer 2 (dense 200 → 200) was given a spike train of 196 neurons',
      where: 'layer 2',
      context: 'It comes from layer 1 (pool), which makes 196 of [4, 7, 7].',
      fix: 'Make layer 2 dense(196, 200), or change the pooling.',
    })
    expect(String(error)).toBe(
      'ShapeError: layer 2 (dense 200 → 200) was given a spike train of 196 neurons.\n' +
        '  It comes from layer 1 (pool), which makes 196 of [4, 7, 7].\n' +
        '  Make layer 2 dense(196, 200), or change the pooling.',
    )
    expect(error.where).toBe('layer 2')
    expect(error.fix).toBe('Make layer 2 dense(196, 200), or change the pooling.')
  })

  it('leave out the lines that are absent and add no second full stop', () => {
    expect(new ArgumentError({ what: 'no.' }).message).toBe('no.')
    expect(new ArgumentError({ what: 'really?', fix: 'Yes.' }).message).toBe('really?\n  Yes.')
    expect(new ArgumentError({ what: 'no', context: '' }).message).toBe('no.')
  })

  it.each(Object.entries(codes))('%s has the code %s and its own name', (name, code) => {
    const Kind = (errors as unknown as Record<string, new (details: ErrorDetails) => SnnError>)[name]!
    const cause = new Error('deeper')
    const error = new Kind({ what: 'x', cause })
    expect(error.code).toBe(code)
    expect(error.name).toBe(name)
    expect(error.cause).toBe(cause)
    expect(error).toBeInstanceOf(Error)
    expect(isSnnError(error)).toBe(true)
    expect(isSnnError(error, error.code)).toBe(true)
    expect(isSnnError(error, code === 'SHAPE' ? 'DTYPE' : 'SHAPE')).toBe(false)
  })

  it('have no cause property when none is given', () => {
    expect('cause' in new ArgumentError({ what: 'x' })).toBe(false)
  })

  it('of a format carry the offset in bytes and the file', () => {
    const error = new FormatError({ what: 'x', offset: 8, file: 'model.safetensors' })
    expect([error.offset, error.file]).toEqual([8, 'model.safetensors'])
  })

  it('are recognized by the brand, also when another copy of the library made them', () => {
    const foreign = Object.assign(new Error('x'), { code: 'SHAPE', [brand]: 1 })
    expect(isSnnError(foreign)).toBe(true)
    expect(isSnnError(new Error('x'))).toBe(false)
    expect(isSnnError(Object.assign(new Error('x'), { code: 'SHAPE' }))).toBe(false)
    expect(isSnnError({ code: 'SHAPE', [brand]: 1 })).toBe(false)
    expect(isSnnError(undefined)).toBe(false)
    expect(isSnnError('ShapeError')).toBe(false)
  })
})
