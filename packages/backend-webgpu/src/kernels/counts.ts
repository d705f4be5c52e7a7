import type { Kernel } from '../device/kernel.js'
import { STEPS } from './shape.js'

export const COUNT_LANES = 64

const ofSpikes = { planes: 'u32', plane: 'u32' } as const
const shape = { words: 'u32', columns: 'u32', cells: 'u32' } as const

/** Σ_t S[t], one lane a neuron of a sample. */
export const countSpikes: Kernel = {
  name: 'count spikes',
  lanes: COUNT_LANES,
  operands: { spikes: 'read', output: 'write' },
  numbers: { ...shape, ...ofSpikes },
  main: `
  if (index >= args.cells) { return; }
  let first = (index / args.columns) * args.words * args.columns + index % args.columns;
  var count = 0u;
  for (var plane = 0u; plane < args.planes; plane++) {
    for (var word = 0u; word < args.words; word++) {
      count += countOneBits(spikesWord(plane * args.plane + first + word * args.columns)) << plane;
    }
  }
  setOutput(index, f32(count));`,
}

/** ε (+)= gradient at every active entry, one lane a neuron of a sample. */
export const countSpikesBackward: Kernel = {
  name: 'count spikes backward',
  lanes: COUNT_LANES,
  operands: { actives: 'read', starts: 'read', gradient: 'read', epsilon: 'write' },
  numbers: { ...shape, add: 'u32' },
  main: `
  if (index >= args.cells) { return; }
  let first = (index / args.columns) * args.words * args.columns + index % args.columns;
  let value = gradient(index);
  for (var word = 0u; word < args.words; word++) {
    let at = first + word * args.columns;
    let start = startsWord(at);
    let end = start + countOneBits(activesWord(at));
    for (var e = start; e < end; e++) {
      if (args.add != 0u) { setEpsilon(e, epsilon(e) + value); } else { setEpsilon(e, value); }
    }
  }`,
}

/** Spikes written out, one lane a bin. */
export const writeDense: Kernel = {
  name: 'write dense',
  lanes: COUNT_LANES,
  operands: { spikes: 'read', output: 'write' },
  numbers: { ...shape, ...ofSpikes, time: 'u32' },
  main: `
  if (index >= args.cells) { return; }
  let t = (index / args.columns) % args.time;
  let sample = index / args.columns / args.time;
  let at = (sample * args.words + t / ${STEPS}u) * args.columns + index % args.columns;
  var count = 0u;
  for (var plane = 0u; plane < args.planes; plane++) {
    count += ((spikesWord(at + plane * args.plane) >> (t % ${STEPS}u)) & 1u) << plane;
  }
  setOutput(index, f32(count));`,
}
