import type { Kernel } from '../device/kernel.js'
import { placeEntries } from './pieces/place-entries.js'
import { sumLanes } from './pieces/sum-lanes.js'
import { Counter, STEPS } from './shape.js'

/** Calls `visit` for every neuron of the word that spikes at the lane's step, in order. */
const eachSpike = (visit: string): string => `
  for (var begin = 0u; begin < args.columns; begin += ${STEPS}u) {
    tile[lane] = 0u;
    if (begin + lane < args.columns) { tile[lane] = spikesWord(cells + begin + lane); }
    workgroupBarrier();
    for (var k = 0u; k < ${STEPS}u; k++) {
      if (((tile[k] >> lane) & 1u) != 0u) { ${visit} }
    }
    workgroupBarrier();
  }`

/** Spikes from bits to events by time: a workgroup for a word of steps of one sample, one lane a step. */
export const listEvents: Kernel = {
  name: 'list events',
  lanes: STEPS,
  operands: { spikes: 'read', rows: 'write', neurons: 'write', counters: 'count' },
  numbers: { time: 'u32', words: 'u32', columns: 'u32', capacity: 'u32' },
  pieces: [sumLanes(STEPS), placeEntries, `var<workgroup> tile: array<u32, ${STEPS}>;`],
  main: `
  let word = group.x;
  let sample = group.y;
  let cells = (sample * args.words + word) * args.columns;
  var count = 0u;
  ${eachSpike('count++;')}
  let place = placeEntries(count, lane, ${Counter.events}u);
  let t = ${STEPS}u * word + lane;
  if (t < args.time) {
    let row = 2u * (sample * args.time + t);
    setRowsWord(row, place.start);
    setRowsWord(row + 1u, select(place.start, place.start + count, place.fits));
  }
  var at = place.start;
  ${eachSpike('if (place.fits) { setNeuronsWord(at, begin + k); at++; }')}`,
}
