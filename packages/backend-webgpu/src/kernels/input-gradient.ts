import type { Kernel } from '../device/kernel.js'
import { countWork } from './pieces/count-work.js'
import { sumLanes } from './pieces/sum-lanes.js'
import { BLOCK, Counter, STEPS } from './shape.js'

/** Lanes that share the sum over the columns of one entry. */
const SHARE = 8

/**
 * ε_i[t] = Σ_j W_ij δ_j[t] where the input is active, eq. (12): a workgroup for a word of steps of a block of input neurons
 * counts their active entries, which lie together, and takes eight of them at a time.
 */
export const inputGradient: Kernel = {
  name: 'input gradient',
  lanes: BLOCK,
  operands: { actives: 'read', starts: 'read', weight: 'read', delta: 'read', epsilon: 'write', counters: 'count' },
  broadcast: ['starts'],
  numbers: {
    ...{ words: 'u32', fromWord: 'u32', chunkWords: 'u32', inputs: 'u32', columns: 'u32', add: 'u32' },
  },
  pieces: [
    countWork,
    sumLanes(BLOCK),
    `
var<workgroup> bits: array<u32, ${BLOCK}>;
var<workgroup> ends: array<u32, ${BLOCK}>;
var<workgroup> count: u32;
var<workgroup> shares: array<f32, ${BLOCK}>;
/** The neuron and the step of an entry: of the first neuron whose entries end behind it, the bit of its rank there. */
fn entryAt(e: u32) -> vec2u {
  var owner = 0u;
  for (var half = ${BLOCK / 2}u; half > 0u; half /= 2u) {
    if (ends[owner + half - 1u] <= e) { owner += half; }
  }
  var rest = bits[owner];
  for (var k = ends[owner] - countOneBits(rest); k < e; k++) { rest &= rest - 1u; }
  return vec2u(owner, firstTrailingBit(rest));
}
`,
  ],
  main: `
  let sample = group.z;
  let inChunk = group.y;
  let neuron = group.x * ${BLOCK}u + lane;
  let cell = (sample * args.words + args.fromWord + inChunk) * args.inputs + group.x * ${BLOCK}u;
  var near = 0u;
  if (neuron < args.inputs) { near = activesWord(cell + lane); }
  let size = countOneBits(near);
  let sums = sumLanes(size, lane);
  bits[lane] = near;
  ends[lane] = sums.before + size;
  if (lane == 0u) { count = sums.all; }
  let total = workgroupUniformLoad(&count);
  let start = startsWord(cell);
  let share = lane % ${SHARE}u;
  for (var begin = 0u; begin < total; begin += ${BLOCK / SHARE}u) {
    let e = begin + lane / ${SHARE}u;
    var sum = 0.0;
    if (e < total) {
      let entry = entryAt(e);
      let row = (group.x * ${BLOCK}u + entry.x) * args.columns;
      let step = ((sample * args.chunkWords + inChunk) * ${STEPS}u + entry.y) * args.columns;
      for (var j = share; j < args.columns; j += ${SHARE}u) { sum += weight(row + j) * delta(step + j); }
    }
    shares[lane] = sum;
    workgroupBarrier();
    if (share == 0u && e < total) {
      for (var k = 1u; k < ${SHARE}u; k++) { sum += shares[lane + k]; }
      if (args.add != 0u) { sum += epsilon(start + e); }
      setEpsilon(start + e, sum);
    }
    workgroupBarrier();
  }
  if (lane == 0u) { countWork(${Counter.inputGradient}u, total * args.columns); }`,
}
