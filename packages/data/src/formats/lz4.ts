import { xxhash32 } from './xxhash32.js'

const MAGIC = 0x184d2204

/** Bits of the flags of a frame. */
const VERSION = 0xc0
const BLOCK_CHECKSUMS = 0x10
const CONTENT_SIZE = 0x08
const CONTENT_CHECKSUM = 0x04
const DICTIONARY = 0x01

/** The top bit of a block's length: its bytes are not compressed. */
const PLAIN = 0x80000000

/** No byte of a compressed block stands for more. */
const MOST_PER_BYTE = 255

/** Makes an error of what is wrong at a byte of the frame. */
type Broken = (what: string, at: number) => Error

/**
 * The content of one LZ4 frame that fills `bytes`; its checksums are checked where it has them. Memory is bounded by 255 times
 * the bytes. Source: LZ4 frame format 1.6, LZ4 block format.
 */
export function decodeLz4(bytes: Uint8Array, broken: Broken): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const flags = bytes[4] ?? 0
  const header = 7 + (flags & CONTENT_SIZE ? 8 : 0) + (flags & DICTIONARY ? 4 : 0)
  if (bytes.length < header || view.getUint32(0, true) !== MAGIC || (flags & VERSION) !== 0x40) {
    throw broken('does not begin like an LZ4 frame', 0)
  }
  if (((xxhash32(bytes.subarray(4, header - 1)) >> 8) & 255) !== bytes[header - 1])
    throw broken('has a damaged LZ4 header', 4)
  if (flags & DICTIONARY) throw broken('needs an LZ4 dictionary', 4)
  const largest = 1 << (8 + 2 * ((bytes[5]! >> 4) & 7))
  const content: Content = { bytes: new Uint8Array(0), length: 0 }
  let at = header
  for (;;) {
    if (at + 4 > bytes.length) throw broken('ends within an LZ4 frame', bytes.length)
    const word = view.getUint32(at, true)
    at += 4
    if (word === 0) break
    const length = word & ~PLAIN
    const end = at + length
    if (end + (flags & BLOCK_CHECKSUMS ? 4 : 0) > bytes.length || length > largest)
      throw broken('ends within an LZ4 block', at)
    const limit = content.length + (word >>> 31 ? length : Math.min(largest, MOST_PER_BYTE * length))
    reserve(content, limit)
    if (word >>> 31) {
      content.bytes.set(bytes.subarray(at, end), content.length)
      content.length = limit
    } else decodeBlock(bytes, at, end, content, limit, broken)
    if (flags & BLOCK_CHECKSUMS) {
      if (xxhash32(bytes.subarray(at, end)) !== view.getUint32(end, true)) throw broken('has a damaged LZ4 block', at)
      at += 4
    }
    at += length
  }
  const whole = content.bytes.subarray(0, content.length)
  if (flags & CONTENT_CHECKSUM) {
    if (at + 4 > bytes.length) throw broken('ends within an LZ4 frame', bytes.length)
    if (xxhash32(whole) !== view.getUint32(at, true)) throw broken('has damaged LZ4 content', at)
    at += 4
  }
  if (at < bytes.length) throw broken('goes on after its LZ4 frame', at)
  return whole
}

interface Content {
  bytes: Uint8Array
  length: number
}

function reserve(content: Content, needed: number): void {
  if (needed <= content.bytes.length) return
  const grown = new Uint8Array(Math.max(needed, 2 * content.bytes.length))
  grown.set(content.bytes.subarray(0, content.length))
  content.bytes = grown
}

/** One block from `from` to `to`, which may copy from the blocks before it, to `limit` bytes of content at most. */
function decodeBlock(
  source: Uint8Array,
  from: number,
  to: number,
  content: Content,
  limit: number,
  broken: Broken,
): void {
  const target = content.bytes
  let end = content.length
  let at = from
  while (at < to) {
    const token = source[at++]!
    let literals = token >> 4
    if (literals === 15) {
      for (let more = 255; more === 255; literals += more) {
        if (at >= to) throw broken('ends within an LZ4 block', at)
        more = source[at++]!
      }
    }
    if (at + literals > to || end + literals > limit) throw broken('has a damaged LZ4 block', at)
    // Most are a few bytes, which a call would take longer to copy.
    if (literals > 32) target.set(source.subarray(at, at + literals), end)
    else for (let k = 0; k < literals; k++) target[end + k] = source[at + k]!
    at += literals
    end += literals
    // The last sequence has no match.
    if (at === to) break
    if (at + 2 > to) throw broken('ends within an LZ4 block', at)
    const back = source[at]! | (source[at + 1]! << 8)
    at += 2
    let length = token & 15
    if (length === 15) {
      for (let more = 255; more === 255; length += more) {
        if (at >= to) throw broken('ends within an LZ4 block', at)
        more = source[at++]!
      }
    }
    length += 4
    if (back === 0 || back > end || end + length > limit) throw broken('has a damaged LZ4 block', at)
    for (const stop = end + length; end < stop; end++) target[end] = target[end - back]!
  }
  content.length = end
}
