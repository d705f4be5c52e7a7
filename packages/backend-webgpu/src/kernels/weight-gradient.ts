import type { Kernel } from '../device/kernel.js'
import { countWork } from './pieces/count-work.js'
import { BLOCK, Counter, STEPS } from './shape.js'

/**
 * ∇W_ij += Σ S_i[t] δ_j[t] over a chunk of steps: a workgroup owns a block of columns of one input neuron, goes through its
 * spikes in order and adds up rows of δ. No two workgroups write to one place: no atomics, no copies of ∇W.
 */
export const weightGradient: Kernel = {
  name: 'weight gradient',
  lanes: BLOCK,
  operands: { spikes: 'read', delta: 'read', gradient: 'write', counters: 'count' },
  numbers: {
    ...{ batch: 'u32', words: 'u32', fromWord: 'u32', chunkWords: 'u32', inputs: 'u32', columns: 'u32' },
    ...{ planes: 'u32', plane: 'u32', add: 'u32' },
  },
  pieces: [
    countWork,
    `
var<workgroup> tile: array<u32, ${BLOCK}>;
/** Which words of the tile hold spikes. */
var<workgroup> busy: array<atomic<u32>, ${BLOCK / 32}>;
`,
  ],
  main: `
  let blocks = (args.columns + ${BLOCK - 1}u) / ${BLOCK}u;
  let neuron = item / blocks;
  if (neuron >= args.inputs) { return; }
  let block = item % blocks;
  let column = block * ${BLOCK}u + lane;
  let lives = column < args.columns;
  let wordsOfChunk = args.batch * args.chunkWords;
  var work = 0u;
  var sum = 0.0;
  for (var plane = 0u; plane < args.planes; plane++) {
    let cells = plane * args.plane + neuron;
    for (var begin = 0u; begin < wordsOfChunk; begin += ${BLOCK}u) {
      if (lane < ${BLOCK / 32}u) { atomicStore(&busy[lane], 0u); }
      workgroupBarrier();
      let m = begin + lane;
      if (m < wordsOfChunk) {
        let word = spikesWord(cells + ((m / args.chunkWords) * args.words + args.fromWord + m % args.chunkWords) * args.inputs);
        tile[lane] = word;
        if (word != 0u) { atomicOr(&busy[lane / 32u], 1u << (lane % 32u)); }
      }
      workgroupBarrier();
      var part = 0.0;
      for (var half = 0u; half < ${BLOCK / 32}u; half++) {
        for (var left = atomicLoad(&busy[half]); left != 0u; left &= left - 1u) {
          let k = 32u * half + firstTrailingBit(left);
          for (var rest = tile[k]; rest != 0u; rest &= rest - 1u) {
            if (lives) { part += delta(((begin + k) * ${STEPS}u + firstTrailingBit(rest)) * args.columns + column); }
            work += 1u << plane;
          }
        }
      }
      sum += f32(1u << plane) * part;
      workgroupBarrier();
    }
  }
  if (lives) {
    let at = neuron * args.columns + column;
    if (args.add != 0u) { sum += gradient(at); }
    setGradient(at, sum);
  }
  if (lane == 0u) { countWork(${Counter.weightGradient}u, work * min(${BLOCK}u, args.columns - block * ${BLOCK}u)); }`,
}
