import {
  expr,
  type LayerBackward,
  type LayerDescription,
  type LayerForward,
  type LayerPlan,
  type PlanSize,
  type Region,
} from '@snn/core'
import { addressOf, type EngineCall } from '../engine/types.js'
import * as Backward from '../generated/records/layer-backward.js'
import * as Forward from '../generated/records/layer-forward.js'
import { writeBackward } from './backward-record.js'
import { blocksOf } from './blocks.js'
import { activityBounds } from './bounds.js'
import type { Context } from './context.js'
import { forwardScratch } from './layer-scratch.js'
import { createLayerTrain } from './layer-train.js'
import { type CpuTrain, activeListsOf } from './train.js'
import { createWeights, type GradientPart, type WeightPlace } from './weights.js'

/** Fewer rows than this are not worth copying the weights for, when no backward pass needs the copy. */
const FEW_ROWS = 128

const NOWHERE: WeightPlace = { address: 0, rowBytes: 0, blockBytes: 0 }

/** A layer's buffers and its pair of kernels. */
export function createLayerPlan(context: Context, layer: LayerDescription, size: PlanSize): LayerPlan {
  const { engine, hazards, partitions } = context
  const { memory } = engine
  const { inputs, neurons } = layer
  const blocks = blocksOf(neurons)
  const bounds = activityBounds(layer)
  const weights = createWeights(context, inputs, blocks)
  const output = createLayerTrain(context, neurons, layer.threshold, bounds.firstRoom(size, context.capacity))
  context.plans.add(output)
  const surrogate = engine.elementwise(expr.mul(expr.input(1), layer.surrogate), 2)
  let forwardRun = -1
  /** Of the forward pass that a backward pass belongs to. */
  let input: CpuTrain | undefined
  let counts = 0
  let countedIn = 0
  let currentPerStep = false
  const forwardCall: EngineCall = { kernel: 'layerForward', kind: 'groups', args: 0, count: 0, cost: 0 }

  const place = (region: Region | undefined): number => (region ? addressOf(region) : 0)

  function forward(call: LayerForward): void {
    const { batch, time, active, weight } = call
    if (forwardRun === engine.run) engine.barrier()
    const partition = partitions.of(batch, time)
    input = call.input as CpuTrain | undefined
    currentPerStep = call.currentPerStep ?? false
    output.open(partition, active)
    counts = context.counts.open(partition.groups, batch * time * neurons)
    countedIn = context.counts.step
    const currentSize = batch * neurons * (currentPerStep ? time : 1)
    hazards.reads(call.bias, neurons)
    hazards.reads(call.current, currentSize)
    hazards.reads(call.initial, batch * neurons)
    hazards.writes(call.final, batch * neurons)
    hazards.writes(call.potentials, batch * time * neurons)
    let weightPlace: WeightPlace = NOWHERE
    if (weight && input) weightPlace = active || batch * time >= FEW_ROWS ? weights.pack(weight) : weights.plain(weight)
    hazards.settle(partition)

    const inputRecord = input ? input.record() : 0
    const outputRecord = output.record()
    const args = engine.argument(Forward.WORDS)
    const u32 = memory.u32()
    const f32 = memory.f32()
    const at = args / 4
    u32[at + Forward.input] = inputRecord
    u32[at + Forward.output] = outputRecord
    u32[at + Forward.counts] = counts
    u32[at + Forward.overflow] = engine.overflowFlag
    u32[at + Forward.weight] = weightPlace.address
    u32[at + Forward.weightRow] = weightPlace.rowBytes
    u32[at + Forward.weightBlock] = weightPlace.blockBytes
    u32[at + Forward.neurons] = neurons
    u32[at + Forward.blocks] = blocks.blocks
    u32[at + Forward.vectors] = blocks.vectors
    u32[at + Forward.bias] = place(call.bias)
    u32[at + Forward.current] = place(call.current)
    u32[at + Forward.currentPerStep] = currentPerStep ? 1 : 0
    u32[at + Forward.initial] = place(call.initial)
    u32[at + Forward.final] = place(call.final)
    u32[at + Forward.potentials] = place(call.potentials)
    u32[at + Forward.active] = active ? 1 : 0
    u32[at + Forward.careful] = active && (call.initial || bounds.low < 0) ? 1 : 0
    f32[at + Forward.alpha] = layer.alpha
    f32[at + Forward.threshold] = layer.threshold
    f32[at + Forward.reset] = layer.reset
    f32[at + Forward.bound] = bounds.bound
    f32[at + Forward.low] = active ? bounds.low : layer.threshold
    const scratch = forwardScratch(u32, at, partition, blocks, input?.chunkEvents ?? 0, context.scratch.empty())
    engine.requireScratch(scratch)
    forwardCall.args = args
    forwardCall.count = partition.groups
    forwardCall.cost =
      batch * time * blocks.blocks * 20 + (input?.chunkEvents ?? 0) * partition.chunks.length * neurons * 0.2
    engine.enqueue(forwardCall)
    forwardRun = engine.run
  }

  function backward(call: LayerBackward): void {
    if (!counts) throw new TypeError('the backward pass of a layer was asked for before its forward pass')
    const { groups } = output.partition
    const countsAddress = context.counts.reopen(counts, countedIn, groups)
    weights.differentiate(groups, call, (part) => backwardPart(call, countsAddress, part))
  }

  function backwardPart(call: LayerBackward, countsAddress: number, part: GradientPart): void {
    const { currentGradient, inputGradient } = call
    const { partition } = output
    const { groups, batch, time } = partition
    hazards.writes(currentGradient, batch * neurons * (currentPerStep ? time : 1))
    hazards.settle(partition)
    const outputRecord = output.record()
    const args = engine.argument(Backward.WORDS)
    const gradient = activeListsOf(output).gradient(call.gradient.slot)
    const scratch = writeBackward(memory, args, {
      input,
      counts: countsAddress,
      packed: weights.packed,
      inputGradient,
      blocks,
      partition,
      part,
      alpha: layer.alpha,
    })
    const at = args / 4
    const u32 = memory.u32()
    u32[at + Backward.output] = outputRecord
    u32[at + Backward.gradient] = gradient
    u32[at + Backward.surrogate] = surrogate
    u32[at + Backward.currentGradient] = place(currentGradient)
    u32[at + Backward.currentPerStep] = currentPerStep ? 1 : 0
    const mostActive = Math.min(output.lists.groupActive, (partition.mostRows + 3) * neurons)
    u32[at + Backward.lambda] = scratch.place(4 * mostActive)
    engine.requireScratch(scratch.bytes)
    engine.enqueue({
      kernel: 'layerBackward',
      args,
      kind: 'groups',
      count: groups,
      tasks: part.count,
      cost: batch * time * blocks.blocks * 20,
    })
  }

  return {
    size,
    output,
    get bytes() {
      return output.bytes + weights.bytes
    },
    forward,
    backward,
    release() {
      context.plans.delete(output)
      output.free()
      weights.free()
    },
  }
}
