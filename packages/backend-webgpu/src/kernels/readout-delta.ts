import type { ReadoutDescription } from '@snn/core'
import type { Kernel } from '../device/kernel.js'
import { BLOCK, STEPS } from './shape.js'

/** ∂ logit / ∂ U[t]. */
const direct: Readonly<Record<ReadoutDescription['over'], string>> = {
  max: 'select(0.0, slope, t == best)',
  sum: 'slope',
  last: 'select(0.0, slope, t + 1u == args.time)',
  mean: 'slope / f32(args.time)',
}

/**
 * The reverse sweep of a leaky readout: with D[t] = ∂L/∂U[t], what entered at t has the gradient (1 - α) D[t+1]. `carry`
 * leads over to the steps before: D, and the sum.
 */
export const readoutDelta = (over: ReadoutDescription['over']): Kernel => ({
  name: `readout delta, ${over}`,
  lanes: BLOCK,
  operands: { state: 'read', logitsGradient: 'read', carry: 'write', delta: 'write' },
  numbers: {
    ...{ time: 'u32', fromWord: 'u32', toWord: 'u32', columns: 'u32', cells: 'u32', chunkSteps: 'u32', alpha: 'f32' },
  },
  main: `
  let column = group.x * ${BLOCK}u + lane;
  let sample = group.y;
  if (column >= args.columns) { return; }
  let cell = sample * args.columns + column;
  let slope = logitsGradient(cell);
  let best = stateWord(2u * args.cells + cell);
  var later = carry(cell);
  var sum = carry(args.cells + cell);
  for (var word = args.toWord; word > args.fromWord; ) {
    word--;
    var part = 0.0;
    for (var t = min(args.time, ${STEPS}u * (word + 1u)); t > ${STEPS}u * word; ) {
      t--;
      let entered = (1.0 - args.alpha) * later;
      part += entered;
      setDelta((sample * args.chunkSteps + t - ${STEPS}u * args.fromWord) * args.columns + column, entered);
      later = ${direct[over]} + args.alpha * later;
    }
    sum += part;
  }
  setCarry(cell, later);
  setCarry(args.cells + cell, sum);`,
})
