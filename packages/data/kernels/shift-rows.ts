/** Where the events of so many rows begin: behind the ends of the rows, which begin at 0. */
export function eventsOf(rows: u32): usize {
  return ((rows << 2) + 15) & ~15
}

/**
 * Moves the events of one sample by a number of neurons, in place: what leaves the range is dropped, and what follows closes up. Then the ends
 * of rows are counted from event `first` on. Returns the number of events that are left. The sum of any neuron and the shift has 16 bits.
 */
export function shiftRows(rows: u32, shift: i32, neurons: u32, first: u32): u32 {
  const shifts = i16x8.splat(<i16>shift)
  const limits = i16x8.splat(<i16>neurons)
  const lastRow: usize = rows << 2
  const count = load<u32>(lastRow - 4)
  let row: usize = 0
  let from = eventsOf(rows)
  let to = from
  let event: u32 = 0
  while (event < count) {
    const few = min(count, event + 8)
    const moved = i16x8.add(v128.load(from), shifts)
    // Most vectors lose nothing; of one that does, each event is looked at.
    if (event + 8 == few && !v128.any_true(i16x8.ge_u(moved, limits))) {
      v128.store(to, moved)
      event = few
      from += 16
      to += 16
      continue
    }
    for (; event < few; event++) {
      for (; load<u32>(row) <= event; row += 4) store<u32>(row, first + load<u32>(row) - (<u32>(from - to) >> 1))
      const neuron = <u32>load<u16>(from) + <u32>shift
      store<u16>(to, <u16>neuron)
      from += 2
      to += <usize>(neuron < neurons) << 1
    }
  }
  for (; row < lastRow; row += 4) store<u32>(row, first + load<u32>(row) - (<u32>(from - to) >> 1))
  return <u32>(to - eventsOf(rows)) >> 1
}
