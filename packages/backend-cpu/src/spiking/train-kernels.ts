import type { DeviceTrain, Region, SpikeGradientTarget } from '@snn/core'
import { addressOf } from '../engine/types.js'
import { ROW_TABLE } from '../generated/records/limits.js'
import * as TrainCall from '../generated/records/train-call.js'
import type { Context } from './context.js'
import { type CpuTrain, activeListsOf } from './train.js'

/** Spike counts, their way back, and trains written out. */
export interface TrainKernels {
  counts(call: { readonly train: DeviceTrain; readonly output: Region }): void
  countsBackward(call: { readonly gradient: Region; readonly into: SpikeGradientTarget }): void
  toDense(call: { readonly train: DeviceTrain; readonly output: Region }): void
}

export function createTrainKernels({ engine, hazards }: Context): TrainKernels {
  function enqueue(kernel: string, train: CpuTrain, dense: Region, gradient: number, accumulate: boolean): void {
    hazards.settle(train.partition)
    engine.requireScratch(ROW_TABLE)
    const record = train.record()
    const args = engine.argument(TrainCall.WORDS)
    const u32 = engine.memory.u32()
    const at = args / 4
    u32[at + TrainCall.train] = record
    u32[at + TrainCall.dense] = addressOf(dense)
    u32[at + TrainCall.gradient] = gradient
    u32[at + TrainCall.accumulate] = accumulate ? 1 : 0
    const cost = train.batch * train.neurons * 10
    engine.enqueue({ kernel, args, kind: 'groups', count: train.partition.groups, cost })
  }

  return {
    counts({ train, output }) {
      hazards.writes(output, train.batch * train.neurons)
      enqueue('countSpikes', train as CpuTrain, output, 0, false)
    },
    countsBackward({ gradient, into }) {
      const train = into.gradient.train as CpuTrain
      hazards.reads(gradient, train.batch * train.neurons)
      const target = activeListsOf(train).gradient(into.gradient.slot)
      enqueue('countSpikesBackward', train, gradient, target, into.accumulate)
    },
    toDense({ train, output }) {
      hazards.writes(output, train.batch * train.time * train.neurons)
      enqueue('writeDense', train as CpuTrain, output, 0, false)
    },
  }
}
