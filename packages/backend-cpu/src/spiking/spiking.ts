import type { SpikingKernels } from '@snn/core'
import type { Engine } from '../engine/types.js'
import { createContext, type SpikingOptions } from './context.js'
import type { StepCounts } from './counts.js'
import { createInputTrain, type InputTrain } from './input-train.js'
import type { Inspection } from './inspection.js'
import { createLayerPlan } from './layer-plan.js'
import { createReadoutPlan } from './readout-plan.js'
import { createTrainKernels } from './train-kernels.js'

/** The spiking kernels, and what the driver tells them and asks of them around a step. */
export interface Spiking {
  readonly kernels: SpikingKernels
  /** Begun and closed with the step. */
  readonly counts: StepCounts
  /** Gives more room to every plan whose lists were too short. Throws a MemoryError when there is none. */
  resume(): void
}

export function createSpiking(engine: Engine, options: SpikingOptions = {}): Spiking {
  const context = createContext(engine, options)
  const kernels: SpikingKernels = {
    createTrain: (neurons) => createInputTrain(context, neurons),
    writeTrain: (train, events) => (train as InputTrain).write(events),
    releaseTrain: (train) => (train as InputTrain).free(),
    plan: (layer, size) => createLayerPlan(context, layer, size),
    planReadout: (readout, size) => createReadoutPlan(context, readout, size),
    ...createTrainKernels(context),
    ...inspectionOf(engine),
  }
  return {
    kernels,
    counts: context.counts,
    resume() {
      for (const plan of context.plans) plan.grow()
    },
  }
}

/** Inspection is loaded when it is asked for: a page that only trains goes without. */
function inspectionOf(engine: Engine): Inspection {
  const loaded = async (): Promise<Inspection> => (await import('./inspection.js')).createInspection(engine)
  return {
    readEvents: async (train) => (await loaded()).readEvents(train),
    readActive: async (train) => (await loaded()).readActive(train),
    readGradient: async (gradient) => (await loaded()).readGradient(gradient),
    writeActive: async (train, potentials) => (await loaded()).writeActive(train, potentials),
    writeGradient: async (gradient, values) => (await loaded()).writeGradient(gradient, values),
  }
}
