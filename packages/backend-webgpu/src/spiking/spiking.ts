import type { LayerCounts, SpikingKernels } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import { createKernelCache } from '../device/kernel-cache.js'
import type { Piece } from '../device/readback.js'
import type { Context, Growing } from './context.js'
import { createCounters } from './counters.js'
import { createInputTrain, type InputTrain } from './input-train.js'
import { createInspection } from './inspection.js'
import { createLayerPlan } from './layer-plan.js'
import { createReadoutPlan } from './readout-plan.js'
import { LONGEST_SWEEP } from './time-pieces.js'
import { createTrainKernels } from './train-kernels.js'

/** The spiking kernels, and what the driver tells them and asks of them around a step. */
export interface Spiking {
  readonly kernels: SpikingKernels
  /** The layers that are called from here on belong to a new step. */
  begin(): void
  /** The step's calls were given: the counters to read when they have happened, and what they mean. */
  submit(): { readonly piece: Piece; readonly counts: (counters: Uint32Array) => readonly LayerCounts[] }
  /** Gives more room to every plan whose lists were too short. Throws a MemoryError when there is none. */
  resume(): void
}

/** What tests may ask for. */
export interface SpikingOptions {
  readonly capacity?: number | undefined
  readonly longestSweep?: number | undefined
}

export function createSpiking(gpu: Gpu, { capacity, longestSweep = LONGEST_SWEEP }: SpikingOptions): Spiking {
  let step: { plan: Growing | undefined; report: (counters: Uint32Array) => LayerCounts }[] = []
  let resumed = 0
  const context: Context = {
    gpu,
    capacity,
    longestSweep,
    counters: createCounters(gpu),
    kernels: createKernelCache(),
    plans: new Set(),
    ran: (plan, report) => void step.push({ plan, report }),
  }
  return {
    kernels: {
      createTrain: (neurons) => createInputTrain(gpu, neurons, () => resumed),
      writeTrain: (train, events) => (train as InputTrain).write(events),
      releaseTrain: (train) => (train as InputTrain).free(),
      plan: (layer, size) => createLayerPlan(context, layer, size),
      planReadout: (readout, size) => createReadoutPlan(context, readout, size),
      ...createTrainKernels(gpu),
      ...createInspection(gpu),
    },
    begin() {
      step = []
    },
    submit() {
      const [ran, before] = [step, resumed]
      return {
        piece: context.counters.piece(),
        counts: (counters) =>
          ran.map(({ plan, report }) => {
            // A step behind one that overflowed did nothing: its counts tell nothing.
            if (resumed === before) plan?.note(counters)
            return report(counters)
          }),
      }
    },
    resume() {
      resumed++
      for (const plan of context.plans) plan.grow()
    },
  }
}
