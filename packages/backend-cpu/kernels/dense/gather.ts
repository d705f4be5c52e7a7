import { Gather } from './records'

/** rows[r] = table[index[r]] for r = from … to - 1; zeros where the index lies outside the table. */
export function gatherRows(args: usize, from: u32, to: u32): void {
  const call = changetype<Gather>(args)
  const bytes = <usize>call.width << 2
  for (let r = from; r < to; r++) {
    const index = load<u32>(call.index + (<usize>r << 2))
    const target = call.rows + <usize>r * bytes
    if (index >= call.tableRows) memory.fill(target, 0, bytes)
    else if (call.width == 1) store<u32>(target, load<u32>(call.table + (<usize>index << 2)))
    else memory.copy(target, call.table + <usize>index * bytes, bytes)
  }
}

/** table := 0, then table[index[r]] += rows[r] in the order of r, in the columns from … to. */
export function scatterAddRows(args: usize, from: u32, to: u32): void {
  const call = changetype<Gather>(args)
  const bytes = <usize>call.width << 2
  const begin = <usize>from << 2
  const end = <usize>to << 2
  for (let r: u32 = 0; r < call.tableRows; r++) memory.fill(call.table + <usize>r * bytes + begin, 0, end - begin)
  for (let r: u32 = 0; r < call.count; r++) {
    const index = load<u32>(call.index + (<usize>r << 2))
    if (index >= call.tableRows) continue
    const source = call.rows + <usize>r * bytes
    const target = call.table + <usize>index * bytes
    let at = begin
    for (; at + 16 <= end; at += 16) v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)))
    for (; at < end; at += 4) store<f32>(target + at, load<f32>(target + at) + load<f32>(source + at))
  }
}
