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
    // Most vectors lose nothing; of two that do, each event is looked at.
    if (!v128.any_true(v128.or(i16x8.ge_u(a, limits), i16x8.ge_u(b, limits)))) {
      const to = toEvents + ((event - dropped) << 1)
      v128.store(to, a)
      v128.store(to, b, 16)
      continue
    }
    for (let k = event, end = min(event + 16, count); k < end; k++) {
      for (; load<u32>(ends) <= k; ends += 4, toEnds += 4) store<u32>(toEnds, first + load<u32>(ends) - dropped)
      const neuron = <u32>load<u16>(events + (k << 1)) + <u32>shift
      store<u16>(toEvents + ((k - dropped) << 1), <u16>neuron)
      dropped += <u32>(neuron >= neurons)
    }
  }
  for (; ends < lastEnd; ends += 4, toEnds += 4) store<u32>(toEnds, first + load<u32>(ends) - dropped)
  return count - dropped
}
