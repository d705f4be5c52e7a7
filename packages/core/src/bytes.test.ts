import { expect, it } from 'vitest'
import { formatBytes } from './bytes.js'

it('formatBytes takes the unit in which a number is below 1024', () => {
  expect([0, 512, 1023, 1024, 1536, 2 ** 20 - 1, 2 ** 20, 1.5 * 2 ** 30, 2 ** 50].map(formatBytes)).toEqual([
    '0 bytes',
    '512 bytes',
    '1023 bytes',
    '1.0 KiB',
    '1.5 KiB',
    '1.0 MiB',
    '1.0 MiB',
    '1.5 GiB',
    '1024.0 TiB',
  ])
})
