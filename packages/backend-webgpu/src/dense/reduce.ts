import type { ReduceCall } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import type { Kernel } from '../device/kernel.js'
import { spread } from '../device/stream.js'

const LANES = 128

/** Up to this length one lane goes through all; beyond, the lanes of a workgroup share it. */
const SHORT = 64

/** Sums of so many elements are added up for themselves, so that a long sum does not swallow small terms. */
const PART = 64

type Op = ReduceCall['op']

/** How two results are joined, the first one being of earlier elements. */
const join: Readonly<Record<Op, string>> = {
  sum: 'return Best(a.value + b.value, 0u);',
  max: 'if (b.value > a.value) { return b; } return a;',
  argmax: 'if (b.value > a.value || (b.value == a.value && b.at < a.at)) { return b; } return a;',
}

const pieces = (op: Op): string => `
struct Best { value: f32, at: u32 }
fn join(a: Best, b: Best) -> Best { ${join[op]} }
/** Over elements first, first + step, ... of one row. */
fn overRow(row: u32, first: u32, step: u32) -> Best {
  let base = (row / args.inner) * args.length * args.inner + row % args.inner;
  var all = Best(x(base + first * args.inner), first);
  for (var l = first + step; l < args.length; ) {
    var some = Best(x(base + l * args.inner), l);
    l += step;
    for (var k = 1u; k < ${PART}u && l < args.length; k++) {
      some = join(some, Best(x(base + l * args.inner), l));
      l += step;
    }
    all = join(all, some);
  }
  return all;
}
`

const result = (op: Op): string => (op === 'argmax' ? 'setYWord(row, best.at);' : 'setY(row, best.value);')

function kernel(op: Op, name: string, main: string, memory = ''): Kernel {
  return {
    name: `${op}, ${name}`,
    lanes: LANES,
    operands: { x: 'read', y: 'write' },
    numbers: { rows: 'u32', length: 'u32', inner: 'u32' },
    pieces: [pieces(op), memory],
    main,
  }
}

/** One lane a row. */
const short = (op: Op): Kernel =>
  kernel(
    op,
    'short',
    `
  let row = index;
  if (row >= args.rows) { return; }
  let best = overRow(row, 0u, 1u);
  ${result(op)}`,
  )

/** One workgroup a row: every lane its share, then a tree. */
const long = (op: Op): Kernel =>
  kernel(
    op,
    'long',
    `
  let row = item;
  if (row >= args.rows) { return; }
  shares[lane] = overRow(row, min(lane, args.length - 1u), ${LANES}u);
  for (var half = ${LANES / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half && lane + half < args.length) { shares[lane] = join(shares[lane], shares[lane + half]); }
  }
  if (lane == 0u) {
    let best = shares[0];
    ${result(op)}
  }`,
    `var<workgroup> shares: array<Best, ${LANES}>;`,
  )

const ops = ['sum', 'max', 'argmax'] as const
const kernelsOf = (make: (op: Op) => Kernel): Record<Op, Kernel> =>
  Object.fromEntries(ops.map((op) => [op, make(op)])) as Record<Op, Kernel>

const kernels = { short: kernelsOf(short), long: kernelsOf(long) }

export function createReduce(gpu: Gpu): (call: ReduceCall) => void {
  return ({ op, input, output, outer, length, inner }) => {
    const rows = outer * inner
    const run = { operands: { x: input, y: output }, numbers: { rows, length, inner } }
    if (length <= SHORT) gpu.run(kernels.short[op], { ...run, groups: spread(Math.ceil(rows / LANES)) })
    else gpu.run(kernels.long[op], { ...run, groups: spread(rows) })
  }
}
