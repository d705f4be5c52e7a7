import type { Kernel } from '../device/kernel.js'
import { countWork } from './pieces/count-work.js'
import { gatherEvents } from './pieces/gather-events.js'
import { placeEntries } from './pieces/place-entries.js'
import { sumLanes } from './pieces/sum-lanes.js'
import { BLOCK, Counter, STEPS } from './shape.js'

/** What a forward pass is made of. */
export interface LayerForm {
  readonly synapses: boolean
  readonly bias: boolean
  readonly current: 'none' | 'constant' | 'per step'
  readonly potentials: boolean
  /** The active set: not asked for, the entries within B_th of V_th, or all. */
  readonly active: 'none' | 'window' | 'all'
}

/** The active entries of one word of steps, and V - V_th there. */
const keepActive = `
    let place = placeEntries(countOneBits(near), lane, ${Counter.active}u);
    if (lives) {
      setActivesWord(cellOfWord, near);
      setStartsWord(cellOfWord, place.start);
      if (place.fits) {
        var at = place.start;
        for (var rest = near; rest != 0u; rest &= rest - 1u) {
          setExcess(at, kept[firstTrailingBit(rest)]);
          at++;
        }
      }
    }`

/**
 * The sweep over time, one workgroup for a block of columns of one sample, V in a register: eqs. (2) and (4), and with
 * (7) the active entries. Spikes leave as bits, a word for 32 steps of a neuron; V - V_th of active entries as a list.
 */
export function layerForward({ synapses, bias, current, potentials, active }: LayerForm): Kernel {
  const drive = [
    synapses && ' + gathered(row, column)',
    bias && ' + bias(column)',
    current === 'constant' && ' + current(cell)',
    current === 'per step' && ' + current(row * args.columns + column)',
  ].filter(Boolean)
  const isActive = active === 'all' ? 't > 0u' : 't > 0u && abs(v - args.threshold) < args.window'
  return {
    name: 'layer forward',
    lanes: BLOCK,
    operands: {
      ...(synapses && { rows: 'read', neurons: 'read', weight: 'read' }),
      ...(bias && { bias: 'read' }),
      ...(current !== 'none' && { current: 'read' }),
      ...(potentials && { potentials: 'write' }),
      ...{ spikes: 'write', state: 'write' },
      ...(active !== 'none' && { actives: 'write', starts: 'write', excess: 'write' }),
      counters: 'count',
    },
    broadcast: ['rows', 'neurons'],
    numbers: {
      ...{ time: 'u32', words: 'u32', fromWord: 'u32', toWord: 'u32', columns: 'u32', capacity: 'u32' },
      ...{ alpha: 'f32', threshold: 'f32', reset: 'f32', window: 'f32' },
    },
    pieces: [
      countWork,
      synapses ? gatherEvents : '',
      ...(active === 'none' ? [] : [sumLanes(BLOCK), placeEntries, `var<private> kept: array<f32, ${STEPS}>;`]),
    ],
    main: `
  let column = group.x * ${BLOCK}u + lane;
  let sample = group.y;
  let lives = column < args.columns;
  let cell = sample * args.columns + column;
  var v = 0.0;
  if (lives) { v = state(cell); }
  for (var word = args.fromWord; word < args.toWord; word++) {
    let cellOfWord = (sample * args.words + word) * args.columns + column;
    var fired = 0u;
    var near = 0u;
    if (lives) {
      let steps = min(${STEPS}u, args.time - ${STEPS}u * word);
      for (var step = 0u; step < steps; step++) {
        let t = ${STEPS}u * word + step;
        let row = sample * args.time + t;
        ${potentials ? 'setPotentials(row * args.columns + column, v);' : ''}
        let fires = v > args.threshold;
        ${active === 'none' ? '' : `if (${isActive}) { near |= 1u << step; kept[step] = v - args.threshold; }`}
        v = args.alpha * v${drive.join('')};
        if (fires) { fired |= 1u << step; v -= args.reset; }
      }
      setSpikesWord(cellOfWord, fired);
    }
    ${active === 'none' ? '' : keepActive}
  }
  if (lives) { setState(cell, v); }
  ${synapses ? `if (lane == 0u) { countWork(${Counter.forward}u, work * min(${BLOCK}u, args.columns - group.x * ${BLOCK}u)); }` : ''}`,
  }
}
