import { compileTape, type Expression } from '@snn/core'
import type { Kernel } from '../device/kernel.js'
import { print } from '../expressions/print.js'
import { BLOCK, STEPS } from './shape.js'

/**
 * The reverse sweep over some words of steps, eqs. (8) and (11): λ where entries are active, δ for every step of a chunk,
 * and Σ δ. What leads over to the steps before is kept in `carry`: δ, λ and the sum.
 */
export function layerDelta(surrogate: Expression, perStep: boolean): Kernel {
  const g = print(compileTape([surrogate]), { input: () => 'u', scalar: () => '0.0' })
  return {
    name: 'layer delta',
    lanes: BLOCK,
    operands: {
      ...{ actives: 'read', starts: 'read', excess: 'read', epsilon: 'read', carry: 'write', delta: 'write' },
      ...(perStep && { currentGradient: 'write' }),
    },
    numbers: {
      ...{ time: 'u32', words: 'u32', fromWord: 'u32', toWord: 'u32', columns: 'u32', cells: 'u32' },
      ...{ alpha: 'f32', chunkSteps: 'u32' },
    },
    pieces: [
      `${g.functions}
fn surrogate(u: f32) -> f32 {
${g.lines}
  return ${g.outputs[0]};
}`,
    ],
    main: `
  let column = group.x * ${BLOCK}u + lane;
  let sample = group.y;
  if (column >= args.columns) { return; }
  let cell = sample * args.columns + column;
  var delta = carry(cell);
  var lambda = carry(args.cells + cell);
  var sum = carry(2u * args.cells + cell);
  for (var word = args.toWord; word > args.fromWord; ) {
    word--;
    let cellOfWord = (sample * args.words + word) * args.columns + column;
    let near = activesWord(cellOfWord);
    let start = startsWord(cellOfWord);
    var part = 0.0;
    for (var step = min(${STEPS}u, args.time - ${STEPS}u * word); step > 0u; ) {
      step--;
      delta = lambda + args.alpha * delta;
      part += delta;
      let inChunk = ${STEPS}u * (word - args.fromWord) + step;
      setDelta((sample * args.chunkSteps + inChunk) * args.columns + column, delta);
      ${perStep ? `setCurrentGradient((sample * args.time + ${STEPS}u * word + step) * args.columns + column, delta);` : ''}
      lambda = 0.0;
      let bit = 1u << step;
      if ((near & bit) != 0u) {
        let entry = start + countOneBits(near & (bit - 1u));
        lambda = epsilon(entry) * surrogate(excess(entry));
      }
    }
    sum += part;
  }
  setCarry(cell, delta);
  setCarry(args.cells + cell, lambda);
  setCarry(2u * args.cells + cell, sum);`,
  }
}
