import { describe, expect, it } from 'vitest'
import { ArgumentError, BackendError } from './errors.js'
import { firstOf } from './first-of.js'
import type { Backend } from './types.js'

const present = { name: 'present' } as Backend
const absent = (name: string) => (): Promise<Backend> =>
  Promise.reject(new BackendError({ what: `${name} is not available here` }))

describe('firstOf', () => {
  it('gives the first that is available, and says why not those before it', async () => {
    const skipped: unknown[] = []
    const never = (): Promise<Backend> => Promise.reject(new Error('tried although an earlier one was available'))
    const found = await firstOf([absent('a'), () => Promise.resolve(present), never], {
      skipped: (reason) => skipped.push(reason),
    })
    expect(found).toBe(present)
    expect(skipped).toEqual([expect.objectContaining({ message: 'a is not available here.' })])
  })

  it('gives the reasons of all when none is available', async () => {
    await expect(firstOf([absent('a'), absent('b')])).rejects.toThrow(
      'none of 2 backends is available.\n  a is not available here.\n  b is not available here.',
    )
    await expect(firstOf([])).rejects.toMatchObject({ code: 'BACKEND' })
  })

  it('does not hide a wrong option behind the next backend', async () => {
    const wrong = (): Promise<Backend> => Promise.reject(new ArgumentError({ what: 'no such option' }))
    await expect(firstOf([wrong, () => Promise.resolve(present)])).rejects.toThrow('no such option')
    await expect(firstOf(wrong as never)).rejects.toMatchObject({ code: 'ARGUMENT' })
  })
})
