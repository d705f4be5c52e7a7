/**
 * Moves the events of one sample by a number of neurons: what leaves the range is dropped, and what follows closes up.
 *
 * `ends` says where each of `rows` rows ends among `events`; `toEnds` gets where the rows end that are left, counted from event `first` on,
 * and `toEvents` their events. They may be the same places. 32 bytes behind the events are read, and written. Returns the number of events
 * that are left. The sum of any neuron and the shift has 16 bits.
 */
export function shiftRows(
  rows: u32,
  ends: usize,
  events: usize,
  shift: i32,
  neurons: u32,
  first: u32,
  toEnds: usize,
  toEvents: usize,
): u32 {
  const shifts = i16x8.splat(<i16>shift)
  const limits = i16x8.splat(<i16>neurons)
  const lastEnd = ends + (rows << 2)
  const count = load<u32>(lastEnd - 4)
  let dropped: u32 = 0
  for (let event: u32 = 0; event < count; event += 16) {
    const from = events + (event << 1)
    const a = i16x8.add(v128.load(from), shifts)
    const b = i16x8.add(v128.load(from, 16), shifts)
    // Most vectors lose nothing.
    let lost: u32 = i16x8.bitmask(i16x8.ge_u(a, limits)) | (i16x8.bitmask(i16x8.ge_u(b, limits)) << 8)
    if (!lost) {
      const to = toEvents + ((event - dropped) << 1)
      v128.store(to, a)
      v128.store(to, b, 16)
      continue
    }
    const end = min(event + 16, count)
    lost &= (1 << (end - event)) - 1
    for (; load<u32>(ends) <= event; ends += 4, toEnds += 4) store<u32>(toEnds, first + load<u32>(ends) - dropped)
    for (; load<u32>(ends) < end; ends += 4, toEnds += 4) {
      const before = popcnt(lost & ((1 << (load<u32>(ends) - event)) - 1))
      store<u32>(toEnds, first + load<u32>(ends) - dropped - before)
    }
    // What is dropped is overwritten by the next.
    let to = toEvents + ((event - dropped) << 1)
    for (let k = from, kept = ~lost; k < from + 32; k += 2, kept >>= 1) {
      store<u16>(to, load<u16>(k) + <u16>shift)
      to += (kept & 1) << 1
    }
    dropped += popcnt(lost)
  }
  for (; ends < lastEnd; ends += 4, toEnds += 4) store<u32>(toEnds, first + load<u32>(ends) - dropped)
  return count - dropped
}
