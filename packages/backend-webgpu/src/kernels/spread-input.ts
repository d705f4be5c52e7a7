import type { Kernel } from '../device/kernel.js'
import { STEPS } from './shape.js'

export const SPREAD_LANES = 128

/**
 * Input events as bits, as layers leave theirs: one lane a row. What falls on a neuron several times in a row is a binary
 * number whose k-th digit is in the k-th plane.
 */
export const spreadInput: Kernel = {
  name: 'spread input',
  lanes: SPREAD_LANES,
  always: true,
  operands: { rows: 'read', neurons: 'read', planes: 'count' },
  numbers: { rows: 'u32', time: 'u32', words: 'u32', inputs: 'u32', plane: 'u32' },
  main: `
  let row = index;
  if (row >= args.rows) { return; }
  let t = row % args.time;
  let bit = 1u << (t % ${STEPS}u);
  let base = ((row / args.time) * args.words + t / ${STEPS}u) * args.inputs;
  let end = rowsWord(2u * row + 1u);
  for (var k = rowsWord(2u * row); k < end; k++) {
    var at = base + neuronsWord(k);
    while ((flipPlanes(at, bit) & bit) != 0u) { at += args.plane; }
  }`,
}
