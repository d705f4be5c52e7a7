import type { PlanSize, ReadoutBackward, ReadoutDescription, ReadoutForward, ReadoutPlan, Region } from '@snn/core'
import { addressOf, type EngineCall } from '../engine/types.js'
import { ROW_TABLE } from '../generated/records/limits.js'
import * as Backward from '../generated/records/readout-backward.js'
import * as Forward from '../generated/records/readout-forward.js'
import { writeBackward } from './backward-record.js'
import { blocksOf } from './blocks.js'
import { createBuffer } from './buffer.js'
import type { Context } from './context.js'
import type { CpuTrain } from './train.js'
import { createWeights, type GradientPart } from './weights.js'

/** As kernels know the reductions: all but the maximum are linear in the spikes, and a mean is a sum with a scale. */
const OVER = { max: 0, sum: 1, mean: 1, last: 2 } as const

/** Fewer rows than this are not worth copying the weights for, until a backward pass has needed the copy once. */
const FEW_ROWS = 128

/** A readout's buffers and its pair of kernels. */
export function createReadoutPlan(context: Context, readout: ReadoutDescription, size: PlanSize): ReadoutPlan {
  const { engine, hazards } = context
  const { memory } = engine
  const { inputs, classes, alpha, over } = readout
  const blocks = blocksOf(classes)
  const weights = createWeights(context, inputs, blocks)
  const state = createBuffer(engine)
  const linear = over !== 'max'
  /** Of a linear readout: its backward pass needs them, whether they came from the forward pass or not. */
  const traces = createBuffer(engine)
  let traced = false
  let forwardRun = -1
  let input: CpuTrain | undefined
  let counts = 0
  let countedIn = 0
  const forwardCall: EngineCall = { kernel: 'readoutForward', kind: 'groups', args: 0, count: 0, cost: 0 }

  const place = (region: Region | undefined): number => (region ? addressOf(region) : 0)
  /** Bytes of one number for every sample and column, the last block's padding included. */
  const stateBytes = (batch: number): number => 4 * batch * blocks.blocks * blocks.width
  const scaleOf = (time: number): number => (over === 'mean' ? 1 / time : 1)

  function forward(call: ReadoutForward): void {
    const { batch, time } = call
    if (forwardRun === engine.run) engine.barrier()
    input = call.input as CpuTrain
    const { partition } = input
    counts = context.counts.open(partition.groups, batch * time * classes)
    countedIn = context.counts.step
    hazards.reads(call.bias, classes)
    hazards.reads(call.initial, batch * classes)
    hazards.writes(call.logits, batch * classes)
    hazards.writes(call.final, batch * classes)
    hazards.writes(call.potentials, batch * time * classes)
    const backwardMayFollow = weights.packed !== 0 || batch * time >= FEW_ROWS
    const weight = backwardMayFollow ? weights.pack(call.weight) : weights.plain(call.weight)
    hazards.settle(partition)
    const bytes = stateBytes(batch)
    // Training needs no U. What goes on from U, or is pushed piece by piece, has the bits of a sum over steps.
    traced = linear && input.lists?.active === true && !call.final && !call.potentials
    const stateAddress = traced ? 0 : state.room(3 * bytes)

    const inputRecord = input.record()
    const args = engine.argument(Forward.WORDS)
    const u32 = memory.u32()
    const f32 = memory.f32()
    const at = args / 4
    u32[at + Forward.input] = inputRecord
    u32[at + Forward.counts] = counts
    u32[at + Forward.weight] = weight.address
    u32[at + Forward.weightRow] = weight.rowBytes
    u32[at + Forward.weightBlock] = weight.blockBytes
    u32[at + Forward.classes] = classes
    u32[at + Forward.blocks] = blocks.blocks
    u32[at + Forward.vectors] = blocks.vectors
    u32[at + Forward.bias] = place(call.bias)
    u32[at + Forward.initial] = place(call.initial)
    u32[at + Forward.final] = place(call.final)
    u32[at + Forward.logits] = place(call.logits)
    u32[at + Forward.potentials] = place(call.potentials)
    u32[at + Forward.state] = stateAddress
    u32[at + Forward.reduced] = stateAddress + bytes
    u32[at + Forward.reachedAt] = stateAddress + 2 * bytes
    u32[at + Forward.traces] = traced ? traces.room(4 * batch * inputs) : 0
    u32[at + Forward.over] = OVER[over]
    f32[at + Forward.alpha] = alpha
    f32[at + Forward.scale] = scaleOf(time)
    const scratch = context.scratch.empty()
    u32[at + Forward.effects] = scratch.place(traced ? 4 * time : 0)
    u32[at + Forward.table] = scratch.place(traced ? ROW_TABLE : 0)
    u32[at + Forward.rows] = scratch.place(call.potentials ? 4 * blocks.width * partition.mostRows : 0)
    u32[at + Forward.ends] = scratch.place(4 * partition.mostRows)
    u32[at + Forward.events] = scratch.place(4 * (input.chunkEvents + 8))
    u32[at + Forward.drive] = scratch.place(4 * blocks.width)
    engine.requireScratch(scratch.bytes)
    forwardCall.kernel = traced ? 'linearReadoutForward' : 'readoutForward'
    forwardCall.args = args
    forwardCall.count = partition.groups
    forwardCall.cost = batch * time * blocks.blocks * 15
    engine.enqueue(forwardCall)
    forwardRun = engine.run
  }

  function backward(call: ReadoutBackward): void {
    if (!input || !counts) throw new TypeError('the backward pass of a readout was asked for before its forward pass')
    const of = input
    const { groups } = of.partition
    const countsAddress = context.counts.reopen(counts, countedIn, groups)
    weights.differentiate(groups, call, (part) => backwardPart(call, of, countsAddress, part))
  }

  function backwardPart(call: ReadoutBackward, input: CpuTrain, countsAddress: number, part: GradientPart): void {
    const { inputGradient, logitsGradient } = call
    const { partition } = input
    const { batch, time, groups } = partition
    hazards.reads(logitsGradient, batch * classes)
    const tracesAddress = linear ? traces.room(4 * batch * inputs) : 0
    const packed = weights.packed || weights.pack(call.weight).address
    hazards.settle(partition)
    const args = engine.argument(Backward.WORDS)
    const scratch = writeBackward(memory, args, {
      input,
      counts: countsAddress,
      packed,
      inputGradient,
      blocks,
      partition,
      part,
      alpha,
    })
    const at = args / 4
    const u32 = memory.u32()
    u32[at + Backward.logitsGradient] = addressOf(logitsGradient)
    u32[at + Backward.reachedAt] = state.address + 2 * stateBytes(batch)
    u32[at + Backward.traces] = tracesAddress
    u32[at + Backward.traced] = traced ? 1 : 0
    u32[at + Backward.over] = OVER[over]
    memory.f32()[at + Backward.scale] = scaleOf(time)
    u32[at + Backward.effects] = scratch.place(linear ? 4 * time : 0)
    u32[at + Backward.table] = scratch.place(linear ? ROW_TABLE : 0)
    u32[at + Backward.slopes] = scratch.place(linear ? 4 * partition.mostSamples * inputs : 0)
    engine.requireScratch(scratch.bytes)
    engine.enqueue({
      kernel: linear ? 'linearReadoutBackward' : 'readoutBackward',
      args,
      kind: 'groups',
      count: groups,
      tasks: part.count,
      cost: batch * time * blocks.blocks * 15,
    })
  }

  return {
    size,
    get bytes() {
      return weights.bytes + state.bytes + traces.bytes
    },
    forward,
    backward,
    release() {
      weights.free()
      state.free()
      traces.free()
    },
  }
}
