import type { ReadoutDescription } from '@snn/core'
import type { Kernel } from '../device/kernel.js'
import { countWork } from './pieces/count-work.js'
import { gatherEvents } from './pieces/gather-events.js'
import { BLOCK, Counter, STEPS } from './shape.js'

/** What a forward pass is made of. */
export interface ReadoutForm {
  readonly over: ReadoutDescription['over']
  readonly bias: boolean
  readonly potentials: boolean
}

/** How U[t] enters what is kept of all steps. Sums add up 32 steps at a time. */
const reduce: Readonly<Record<ReadoutForm['over'], { step: string; word?: string; logit: string }>> = {
  max: { step: 'if (t == 0u || u > kept) { kept = u; best = t; }', logit: 'kept' },
  sum: { step: 'part += u;', word: 'kept += part;', logit: 'kept' },
  last: { step: 'kept = u;', logit: 'kept' },
  mean: { step: 'part += u;', word: 'kept += part;', logit: 'kept / f32(args.time)' },
}

/**
 * The sweep of a leaky readout, U in a register, reduced over time as it goes. `state` leads over to the next words of steps:
 * U, what is kept, and the step of the maximum.
 */
export function readoutForward({ over, bias, potentials }: ReadoutForm): Kernel {
  const { step, word = '', logit } = reduce[over]
  return {
    name: `readout forward, ${over}`,
    lanes: BLOCK,
    operands: {
      ...{ rows: 'read', neurons: 'read', weight: 'read' },
      ...(bias && { bias: 'read' }),
      ...(potentials && { potentials: 'write' }),
      ...{ state: 'write', logits: 'write', counters: 'count' },
    },
    broadcast: ['rows', 'neurons'],
    numbers: {
      ...{ time: 'u32', fromWord: 'u32', toWord: 'u32', columns: 'u32', cells: 'u32', alpha: 'f32' },
    },
    pieces: [countWork, gatherEvents],
    main: `
  let column = group.x * ${BLOCK}u + lane;
  let sample = group.y;
  if (column >= args.columns) { return; }
  let cell = sample * args.columns + column;
  var u = state(cell);
  var kept = state(args.cells + cell);
  var best = stateWord(2u * args.cells + cell);
  for (var word = args.fromWord; word < args.toWord; word++) {
    var part = 0.0;
    for (var t = ${STEPS}u * word; t < min(args.time, ${STEPS}u * (word + 1u)); t++) {
      let row = sample * args.time + t;
      ${potentials ? 'setPotentials(row * args.columns + column, u);' : ''}
      ${step}
      u = args.alpha * u + (1.0 - args.alpha) * (gathered(row, column)${bias ? ' + bias(column)' : ''});
    }
    ${word}
  }
  setState(cell, u);
  setState(args.cells + cell, kept);
  setStateWord(2u * args.cells + cell, best);
  setLogits(cell, ${logit});
  if (lane == 0u) { countWork(${Counter.forward}u, work * min(${BLOCK}u, args.columns - group.x * ${BLOCK}u)); }`,
  }
}
