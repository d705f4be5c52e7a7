import { runs } from '@snn/conformance'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lz4Frame } from '../testing/aedat4-file.js'
import { joined, pack } from '../testing/bytes.js'
import { decodeLz4 } from './lz4.js'
import { xxhash32 } from './xxhash32.js'

const broken = (what: string, at: number): Error => new Error(`${what} (${at})`)
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

test('XXH32 has its published values', () => {
  const of = (words: string): number => xxhash32(new TextEncoder().encode(words))
  expect(of('')).toBe(0x02cc5d05)
  expect(of('a')).toBe(0x550d7456)
  expect(of('abc')).toBe(0x32d153ff)
  expect(of('Nobody inspects the spammish repetition')).toBe(0xe2293b2f)
})

test('literals, plain blocks and their checksums', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1000 }), fc.boolean(), (content, compressed) => {
      expect(decodeLz4(lz4Frame(content, { compressed }), broken)).toEqual(content)
    }),
    { numRuns: runs(50) },
  )
})

/** A frame without checksums, as dv writes it. */
const frame = (...blocks: readonly Uint8Array[]): Uint8Array =>
  joined(
    pack([
      [32, 0x184d2204],
      [8, 0x40],
      [8, 0x40],
      [8, 0xc0],
    ]),
    ...blocks.map((block) => joined(pack([[32, block.length]]), block)),
    pack([[32, 0]]),
  )

const letters = (words: string): number[] => Array.from(words, (letter) => letter.charCodeAt(0))
/** "ab", then 6 letters from 2 back; then "c". */
const repeated = Uint8Array.of(0x22, ...letters('ab'), 2, 0, 0x10, ...letters('c'))

test('matches repeat what came before, also from the block before', () => {
  expect(text(decodeLz4(frame(repeated), broken))).toBe('ababababc')
  // 4 + 15 + 255 + 3 letters from 9 back.
  const long = Uint8Array.of(0x0f, 9, 0, 255, 3, 0x10, ...letters('d'))
  const content = text(decodeLz4(frame(repeated, long), broken))
  expect(content).toBe(`${'ababababc'.repeat(40).slice(0, 9 + 277)}d`)
})

test('what is damaged is refused with its byte, and no more is taken than 255 times the bytes', () => {
  const right = frame(repeated)
  for (let length = 0; length < right.length; length++) {
    expect(() => decodeLz4(right.subarray(0, length), broken)).toThrow(/LZ4/)
  }
  expect(() => decodeLz4(joined(right, Uint8Array.of(0)), broken)).toThrow(/goes on after its LZ4 frame \(22\)/)
  expect(() => decodeLz4(frame(Uint8Array.of(0x12, 97, 3, 0)), broken)).toThrow(/damaged LZ4 block/)
  expect(() => decodeLz4(frame(Uint8Array.of(0x12, 97, 0, 0)), broken)).toThrow(/damaged LZ4 block/)
  const checked = lz4Frame(new TextEncoder().encode('some content'), { compressed: true })
  for (let at = 4; at < checked.length; at++) {
    const damaged = checked.slice()
    damaged[at]! ^= 1
    expect(() => decodeLz4(damaged, broken), `byte ${at}`).toThrow(/LZ4/)
  }
})
