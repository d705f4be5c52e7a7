import type { EngineMemory } from '../engine/types.js'
import * as Chunk from '../generated/records/chunk.js'
import { MOST_ROWS } from '../generated/records/limits.js'

/** A few whole samples, or a window of steps of one sample. Its rows are numbered step + steps · (sample - first sample). */
export interface ChunkRange {
  readonly sample: number
  readonly samples: number
  readonly step: number
  readonly steps: number
}

/**
 * How a batch is cut: into groups of neighboring samples, each with buffers of its own and worked on by one thread at a time, and these into
 * chunks whose potentials stay in the cache. It depends on the shape alone, so sums never depend on threads or on timing.
 */
export interface Partition {
  readonly batch: number
  readonly time: number
  readonly groups: number
  readonly chunks: readonly ChunkRange[]
  /** The first chunk of every group, and the number of chunks. */
  readonly groupStart: readonly number[]
  /** Of any chunk. */
  readonly mostRows: number
  readonly mostSamples: number
  readonly mostSteps: number
  /** Chunk[] and u32[groups + 1] in memory. */
  readonly chunksAddress: number
  readonly groupsAddress: number
}

/** A batch is cut into at most this many groups. */
export const MOST_GROUPS = 16

/** From so many rows on a batch has 16 groups, so that many threads find work; below, 8 are enough. */
const LARGE = 16_384

export interface Partitions {
  of(batch: number, time: number): Partition
}

/** Partitions by shape: each is made once and kept. */
export function createPartitions(memory: EngineMemory, mostRows: number = MOST_ROWS): Partitions {
  const known = new Map<number, Partition>()
  return {
    of(batch, time) {
      const key = batch * 2 ** 26 + time
      let partition = known.get(key)
      if (!partition) known.set(key, (partition = write(memory, cut(batch, time, mostRows))))
      return partition
    },
  }
}

type Cut = Omit<Partition, 'chunksAddress' | 'groupsAddress'>

/** The number of groups of a batch. */
export const groupsOf = (batch: number, time: number): number =>
  Math.min(batch, batch * time >= LARGE ? MOST_GROUPS : 8)

function cut(batch: number, time: number, mostRows: number): Cut {
  const groups = groupsOf(batch, time)
  const samplesAtOnce = Math.max(1, Math.floor(mostRows / time))
  const windows = Math.ceil(time / mostRows)
  const chunks: ChunkRange[] = []
  const groupStart = [0]
  for (const [first, end] of pieces(batch, groups)) {
    const samples = end - first
    for (const [from, to] of pieces(samples, Math.ceil(samples / samplesAtOnce))) {
      for (const [step, end] of pieces(time, windows)) {
        chunks.push({ sample: first + from, samples: to - from, step, steps: end - step })
      }
    }
    groupStart.push(chunks.length)
  }
  const most = (of: (chunk: ChunkRange) => number): number => chunks.reduce((a, chunk) => Math.max(a, of(chunk)), 0)
  return {
    batch,
    time,
    groups,
    chunks,
    groupStart,
    mostRows: most(({ samples, steps }) => samples * steps),
    mostSamples: most(({ samples }) => samples),
    mostSteps: most(({ steps }) => steps),
  }
}

/** 0 … length cut into `count` pieces as even as can be. */
export function pieces(length: number, count: number): [from: number, to: number][] {
  const found: [from: number, to: number][] = []
  for (let k = 0; k < count; k++) found.push([Math.floor((length * k) / count), Math.floor((length * (k + 1)) / count)])
  return found
}

function write(memory: EngineMemory, partition: Cut): Partition {
  const { chunks, groupStart } = partition
  const chunksAddress = memory.allocate(4 * Chunk.WORDS * chunks.length)
  const groupsAddress = memory.allocate(4 * groupStart.length)
  const u32 = memory.u32()
  chunks.forEach(({ sample, samples, step, steps }, k) => {
    const place = chunksAddress / 4 + k * Chunk.WORDS
    u32[place + Chunk.sample] = sample
    u32[place + Chunk.samples] = samples
    u32[place + Chunk.step] = step
    u32[place + Chunk.steps] = steps
  })
  u32.set(groupStart, groupsAddress / 4)
  return { ...partition, chunksAddress, groupsAddress }
}
