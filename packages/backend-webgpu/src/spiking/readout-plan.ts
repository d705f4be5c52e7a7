import type { PlanSize, ReadoutDescription, ReadoutForward, ReadoutPlan } from '@snn/core'
import { createReduce } from '../dense/reduce.js'
import { readoutDelta } from '../kernels/readout-delta.js'
import { readoutForward } from '../kernels/readout-forward.js'
import { BLOCK } from '../kernels/shape.js'
import { createDeltas, synapsesBackward } from './backward-synapses.js'
import { beyond, growable, orFreed } from './buffer.js'
import type { Context } from './context.js'
import { layerCounts } from './counters.js'
import { timePieces } from './time-pieces.js'
import { wordsOf, type GpuTrain } from './train.js'

/** A leaky readout: what its two sweeps carry through time, and the kernels that run it. */
export function createReadoutPlan(context: Context, readout: ReadoutDescription, size: PlanSize): ReadoutPlan {
  const { gpu, kernels } = context
  const { classes: columns, alpha, over } = readout
  const counters = context.counters.take()
  const states = growable(gpu)
  const carry = growable(gpu)
  const deltas = createDeltas(gpu)
  const reduce = createReduce(gpu)
  const blocks = Math.ceil(columns / BLOCK)
  orFreed([counters], () => states.room(3 * size.batch * columns))
  let last: ReadoutForward | undefined

  return {
    size,
    get bytes() {
      return states.bytes + carry.bytes + deltas.bytes
    },
    forward(call) {
      last = call
      const { batch, time, weight, bias, initial, final, logits, potentials } = call
      const input = call.input as GpuTrain
      const cells = batch * columns
      const state = states.room(3 * cells)
      counters.clear()
      gpu.clear(state, 3 * cells)
      if (initial) gpu.copy(initial, state, cells)
      const form = { over, bias: bias !== undefined, potentials: potentials !== undefined }
      const kernel = kernels.get(`readout forward ${JSON.stringify(form)}`, () => readoutForward(form))
      for (const piece of timePieces(time, context.longestSweep))
        gpu.run(kernel, {
          operands: {
            ...{ rows: input.rows, neurons: input.indices, weight, bias, potentials },
            ...{ state, logits, counters: counters.region },
          },
          numbers: { time, ...piece, columns, cells, alpha },
          groups: [blocks, batch],
        })
      if (final) gpu.copy(state, final, cells)
      const inputEvents = input.eventCount()
      context.ran(undefined, (words) =>
        layerCounts(counters, words, { inputEvents: inputEvents(words), cells: time * cells }),
      )
    },
    backward({ logitsGradient, weight, weightGradient, biasGradient, inputGradient }) {
      const { batch, time } = last!
      const input = last!.input as GpuTrain
      const cells = batch * columns
      const carried = carry.room(2 * cells)
      gpu.clear(carried, 2 * cells)
      const kernel = kernels.get(`readout delta ${over}`, () => readoutDelta(over))
      for (const chunk of deltas.chunks(batch, wordsOf(time), columns)) {
        const { delta, fromWord, toWord, chunkSteps } = chunk
        gpu.run(kernel, {
          operands: { state: states.room(0), logitsGradient, carry: carried, delta },
          numbers: { time, fromWord, toWord, columns, cells, chunkSteps, alpha },
          groups: [blocks, batch],
        })
        const call = { input, weight, weightGradient, inputGradient, columns, counters: counters.region }
        synapsesBackward(gpu, call, chunk)
      }
      const sum = beyond(carried, cells)
      if (biasGradient) reduce({ op: 'sum', input: sum, output: biasGradient, outer: 1, length: batch, inner: columns })
    },
    release() {
      counters.free()
      for (const held of [states, carry, deltas]) held.free()
    },
  }
}
