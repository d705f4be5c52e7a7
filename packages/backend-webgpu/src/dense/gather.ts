import type { GatherCall } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import type { Kernel } from '../device/kernel.js'
import { spread } from '../device/stream.js'

const LANES = 256
const numbers = { tableRows: 'u32', count: 'u32', width: 'u32' } as const

/** One lane an element of the rows. A negative index is a large one as u32. */
const take: Kernel = {
  name: 'gather',
  lanes: LANES,
  operands: { table: 'read', at: 'read', rows: 'write' },
  numbers,
  main: `
  if (index >= args.count * args.width) { return; }
  let row = atWord(index / args.width);
  var value = 0u;
  if (row < args.tableRows) { value = tableWord(row * args.width + index % args.width); }
  setRowsWord(index, value);`,
}

/** One lane an element of the table, which goes through all rows in order: no atomics, and the same sum every time. */
const add: Kernel = {
  name: 'scatterAdd',
  lanes: LANES,
  operands: { table: 'write', at: 'read', rows: 'read' },
  numbers,
  main: `
  if (index >= args.tableRows * args.width) { return; }
  let own = index / args.width;
  var sum = 0.0;
  for (var r = 0u; r < args.count; r++) {
    if (atWord(r) == own) { sum += rows(r * args.width + index % args.width); }
  }
  setTable(index, sum);`,
}

function run(gpu: Gpu, kernel: Kernel, call: GatherCall, lanes: number): void {
  const { table, tableRows, index, rows, count, width } = call
  gpu.run(kernel, {
    operands: { table, at: index, rows },
    numbers: { tableRows, count, width },
    groups: spread(Math.ceil(lanes / LANES)),
  })
}

export function createGather(gpu: Gpu): (call: GatherCall) => void {
  return (call) => run(gpu, take, call, call.count * call.width)
}

export function createScatterAdd(gpu: Gpu): (call: GatherCall) => void {
  return (call) => run(gpu, add, call, call.tableRows * call.width)
}
