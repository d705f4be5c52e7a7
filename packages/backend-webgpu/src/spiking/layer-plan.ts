import type { LayerDescription, LayerForward, LayerPlan, PlanSize } from '@snn/core'
import { createReduce } from '../dense/reduce.js'
import type { Kernel } from '../device/kernel.js'
import { checkRoom } from '../kernels/check-room.js'
import { layerDelta } from '../kernels/layer-delta.js'
import { layerForward, type LayerForm } from '../kernels/layer-forward.js'
import { listEvents } from '../kernels/list-events.js'
import { BLOCK, Counter } from '../kernels/shape.js'
import { createDeltas, synapsesBackward } from './backward-synapses.js'
import { beyond, growable, orFreed } from './buffer.js'
import type { Context, Growing } from './context.js'
import { layerCounts } from './counters.js'
import { createLayerTrain } from './layer-train.js'
import { timePieces } from './time-pieces.js'
import { wordsOf, type GpuTrain } from './train.js'

/** One spiking layer: its train, and the kernels that run it forward and backward. */
export function createLayerPlan(context: Context, layer: LayerDescription, size: PlanSize): LayerPlan {
  const { gpu, kernels } = context
  const { neurons: columns, alpha, threshold, reset, backwardThreshold } = layer
  const counters = context.counters.take()
  const output = orFreed([counters], () => createLayerTrain({ gpu, layer, size, capacity: context.capacity, counters }))
  const deltas = createDeltas(gpu)
  const carry = growable(gpu)
  const reduce = createReduce(gpu)
  const blocks = Math.ceil(columns / BLOCK)
  let last: LayerForward | undefined
  let need = { events: 0, active: 0 }

  const growing: Growing = {
    note(words) {
      need = { events: counters.of(words, Counter.events), active: counters.of(words, Counter.active) }
    },
    grow() {
      const { events, active } = need
      need = { events: 0, active: 0 }
      output.grow(events, active)
    },
  }
  context.plans.add(growing)

  function forwardKernel(call: LayerForward): Kernel {
    const form: LayerForm = {
      synapses: call.input !== undefined,
      bias: call.bias !== undefined,
      current: call.current ? (call.currentPerStep ? 'per step' : 'constant') : 'none',
      potentials: call.potentials !== undefined,
      active: !call.active ? 'none' : backwardThreshold === Infinity ? 'all' : 'window',
    }
    return kernels.get(`layer forward ${JSON.stringify(form)}`, () => layerForward(form))
  }

  return {
    size,
    output,
    get bytes() {
      return output.bytes + deltas.bytes + carry.bytes
    },
    forward(call) {
      last = call
      const { batch, time, input, initial, final } = call
      const [train, cells] = [input as GpuTrain | undefined, batch * columns]
      output.begin(batch, time, call.active)
      counters.clear()
      if (initial) gpu.copy(initial, output.state, cells)
      else gpu.clear(output.state, cells)
      const { active, state } = output
      const { spikes } = output.bits()
      const shape = { time, words: wordsOf(time), columns }
      const kernel = forwardKernel(call)
      for (const piece of timePieces(time, context.longestSweep))
        gpu.run(kernel, {
          operands: {
            ...{ rows: train?.rows, neurons: train?.indices, weight: call.weight, bias: call.bias },
            ...{ current: call.current, potentials: call.potentials, spikes, state, counters: counters.region },
            ...{ actives: active?.actives, starts: active?.starts, excess: active?.excess },
          },
          numbers: {
            ...{ ...shape, ...piece, alpha, threshold, reset, window: backwardThreshold },
            capacity: active?.capacity ?? 0,
          },
          groups: [blocks, batch],
        })
      if (final) gpu.copy(state, final, cells)
      gpu.run(listEvents, {
        operands: { spikes, rows: output.rows, neurons: output.indices, counters: counters.region },
        numbers: { ...shape, capacity: output.eventRoom },
        groups: [shape.words, batch],
      })
      gpu.run(checkRoom, {
        operands: { counters: counters.region, flags: { storage: gpu.flags, offset: 0 } },
        numbers: { eventRoom: output.eventRoom, activeRoom: active?.capacity ?? 0 },
        groups: [1],
      })
      const inputEvents = train?.eventCount() ?? (() => 0)
      context.ran(growing, (words) =>
        layerCounts(counters, words, { inputEvents: inputEvents(words), cells: time * cells }),
      )
    },
    backward({ gradient, weight, weightGradient, biasGradient, currentGradient, inputGradient }) {
      const { batch, time, input, currentPerStep } = last!
      const perStep = currentGradient && currentPerStep
      const { actives, starts, excess, epsilon } = output.active!
      const cells = batch * columns
      const carried = carry.room(3 * cells)
      gpu.clear(carried, 3 * cells)
      const kernel = kernels.get(`layer delta ${perStep ? 'per step' : ''} ${kernels.keyOf(layer.surrogate)}`, () =>
        layerDelta(layer.surrogate, perStep !== undefined && perStep),
      )
      for (const chunk of deltas.chunks(batch, wordsOf(time), columns)) {
        const { delta, fromWord, toWord, chunkSteps } = chunk
        gpu.run(kernel, {
          operands: {
            ...{ actives, starts, excess, epsilon: epsilon(gradient.slot), carry: carried, delta },
            currentGradient,
          },
          numbers: { time, words: wordsOf(time), fromWord, toWord, columns, cells, alpha, chunkSteps },
          groups: [blocks, batch],
        })
        if (!input || !weight) continue
        const call = { input: input as GpuTrain, weight, weightGradient, inputGradient, columns }
        synapsesBackward(gpu, { ...call, counters: counters.region }, chunk)
      }
      const sum = beyond(carried, 2 * cells)
      if (biasGradient) reduce({ op: 'sum', input: sum, output: biasGradient, outer: 1, length: batch, inner: columns })
      if (currentGradient && !perStep) gpu.copy(sum, currentGradient, cells)
    },
    release() {
      context.plans.delete(growing)
      counters.free()
      for (const held of [output, deltas, carry]) held.free()
    },
  }
}
