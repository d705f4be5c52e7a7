import { readVarint, VARINT_BYTES, writeVarint, type Cursor } from './varints.js'

/*
 * The times of one sample: a tick, and whole numbers of ticks from one event to the next. Of each such number the low byte
 * stands in a column, which is read without a branch; the few that go beyond a byte follow in a list.
 */

/** Microseconds: of event cameras, and of SHD's float16 seconds, which are whole multiples of 2^-24 s. */
const finest = [1, 1e6 * 2 ** -24]

/** Stands for times that no tick fits: they are kept as they are. */
const NO_TICK = 0

const HEAD_BYTES = 12

/** Bytes of one entry of the list at most. */
const ENTRY_BYTES = 2 * VARINT_BYTES

export function encodeTimes(t: Float64Array): Uint8Array {
  const tick = tickOf(t)
  if (tick === undefined) {
    const view = new DataView(new ArrayBuffer(8 + 8 * t.length))
    view.setFloat64(0, NO_TICK, true)
    for (let k = 0; k < t.length; k++) view.setFloat64(8 + 8 * k, t[k]!, true)
    return new Uint8Array(view.buffer)
  }
  const list = HEAD_BYTES + t.length
  const bytes = new Uint8Array(list + ENTRY_BYTES * t.length)
  let end = list
  let entries = 0
  let plain = 0
  let before = 0
  for (let k = 0; k < t.length; k++) {
    const now = t[k]! / tick
    const ticks = now - before
    before = now
    bytes[HEAD_BYTES + k] = ticks % 256
    if (ticks < 256) plain++
    else {
      end = writeVarint(bytes, end, plain)
      end = writeVarint(bytes, end, Math.floor(ticks / 256))
      entries++
      plain = 0
    }
  }
  const view = new DataView(bytes.buffer)
  view.setFloat64(0, tick, true)
  view.setUint32(8, entries, true)
  return bytes.slice(0, end)
}

/** The coarsest tick that times which ascend from 0 are whole numbers of, to the bit. */
function tickOf(t: Float64Array): number | undefined {
  const tick = finest.find((each) => fits(t, each))
  if (tick === undefined) return undefined
  let bits = 0
  for (const time of t) bits |= (time / tick) % 2 ** 31
  return bits === 0 ? tick : tick * (bits & -bits)
}

function fits(t: Float64Array, tick: number): boolean {
  let before = 0
  for (const time of t) {
    const now = time / tick
    if (!Number.isSafeInteger(now) || now < before || !Object.is(now * tick, time)) return false
    before = now
  }
  return true
}

/** Fills `t`; false where the bytes do not hold just so many times. */
export function decodeTimes(bytes: Uint8Array, t: Float64Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length < 8) return false
  const tick = view.getFloat64(0, true)
  if (tick === NO_TICK) {
    if (bytes.length !== 8 + 8 * t.length) return false
    for (let k = 0; k < t.length; k++) t[k] = view.getFloat64(8 + 8 * k, true)
    return true
  }
  const list = HEAD_BYTES + t.length
  if (bytes.length < list) return false
  // Gaps between events first, times then: both loops without a branch.
  t.set(bytes.subarray(HEAD_BYTES, list))
  const entries: Cursor = { bytes, at: list }
  let next = 0
  for (let left = view.getUint32(8, true); left > 0; left--) {
    next += readVarint(entries)
    const high = readVarint(entries)
    if (!(next < t.length && high > 0)) return false
    t[next]! += 256 * high
    next++
  }
  let ticks = 0
  for (let k = 0; k < t.length; k++) {
    ticks += t[k]!
    t[k] = ticks * tick
  }
  return entries.at === bytes.length
}
