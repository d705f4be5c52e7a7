import type { Region, SpikeGradientTarget } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import { spread } from '../device/stream.js'
import { inputGradient } from '../kernels/input-gradient.js'
import { BLOCK, STEPS } from '../kernels/shape.js'
import { weightGradient } from '../kernels/weight-gradient.js'
import { growable } from './buffer.js'
import type { GpuTrain } from './train.js'

/** Words of 32 steps, from the first to before the last, whose δ are held at one time. */
export interface TimeChunk {
  readonly fromWord: number
  readonly toWord: number
  /** Steps of a sample that the chunk has room for. */
  readonly chunkSteps: number
  /** [batch, chunkSteps, columns]. */
  readonly delta: Region
  /** Whether it is the last one in time, which comes first. */
  readonly first: boolean
}

/** What the synapses do with δ. */
export interface SynapseGradients {
  readonly input: GpuTrain
  readonly weight: Region
  readonly weightGradient?: Region | undefined
  readonly inputGradient?: SpikeGradientTarget | undefined
  readonly columns: number
  readonly counters: Region
}

/** Floats of δ that are held at one time, where a word of steps of all samples is no more than that. */
const DELTA_ROOM = 1 << 21

/** δ of some steps of all samples, made and used up chunk by chunk from the end of time: the one thing that is dense. */
export function createDeltas(gpu: Gpu): {
  readonly bytes: number
  chunks(batch: number, words: number, columns: number): TimeChunk[]
  free(): void
} {
  const buffer = growable(gpu)
  return {
    get bytes() {
      return buffer.bytes
    },
    chunks(batch, words, columns) {
      const perWord = STEPS * batch * columns
      const most = Math.max(1, Math.min(words, Math.floor(DELTA_ROOM / perWord)))
      const delta = buffer.room(most * perWord)
      const chunks: TimeChunk[] = []
      for (let toWord = words; toWord > 0; toWord -= most) {
        const fromWord = Math.max(0, toWord - most)
        chunks.push({ fromWord, toWord, chunkSteps: STEPS * (toWord - fromWord), delta, first: toWord === words })
      }
      return chunks
    },
    free: () => buffer.free(),
  }
}

/** ∇W and ε of the input from the δ of a chunk. */
export function synapsesBackward(gpu: Gpu, call: SynapseGradients, chunk: TimeChunk): void {
  const { input, weight, columns, counters } = call
  const { batch, words, neurons: inputs } = input
  const { fromWord, toWord, delta, first } = chunk
  const chunkWords = toWord - fromWord
  const shape = { batch, words, fromWord, chunkWords, inputs, columns }
  if (call.weightGradient) {
    const { spikes, planes, plane } = input.bits()
    gpu.run(weightGradient, {
      operands: { spikes, delta, gradient: call.weightGradient, counters },
      numbers: { ...shape, planes, plane, add: first ? 0 : 1 },
      groups: spread(inputs * Math.ceil(columns / BLOCK)),
    })
  }
  if (call.inputGradient && input.active) {
    const { actives, starts, epsilon } = input.active
    const { gradient, accumulate } = call.inputGradient
    gpu.run(inputGradient, {
      operands: { actives, starts, weight, delta, epsilon: epsilon(gradient.slot), counters },
      numbers: { ...shape, add: accumulate ? 1 : 0 },
      groups: [Math.ceil(inputs / BLOCK), chunkWords, batch],
    })
  }
}
