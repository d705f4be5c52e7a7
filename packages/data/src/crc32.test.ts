import { crc32 as zlib } from 'node:zlib'
import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32 } from './crc32.js'

test('is the checksum of zip and PNG, of bytes of any length and at any place', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(9), (bytes, from) => {
      const part = bytes.subarray(from)
      expect(crc32(part)).toBe(zlib(part))
    }),
    { numRuns: runs(200) },
  )
})
