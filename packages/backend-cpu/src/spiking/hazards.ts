import type { Region } from '@snn/core'
import { addressOf, type Engine } from '../engine/types.js'
import type { Partition } from './partition.js'

/**
 * Calls of one run happen group by group, packing of weights before all of it and sums of gradients after it. So what one call writes,
 * another can read or write again only in a later run, and what one reads, another can write only in a later run (core puts what lives
 * one after the other in the same place): this watches, and closes the run where it must. It hardly ever must.
 */
export interface Hazards {
  /** The next call reads a region. */
  reads(region: Region | undefined, elements: number): void
  /** The next call writes a region. */
  writes(region: Region | undefined, elements: number): void
  /** The next call is about to be given, over the groups of a partition: calls of one run share it. */
  settle(partition?: Partition): void
  /** A region is read now, before the run under way. */
  readsEarly(region: Region | undefined, elements: number): void
  /** A region is written after the run under way. */
  writesLate(region: Region | undefined, elements: number): void
}

/** Pieces of memory: each begins at an even place of the list and ends at the odd one behind it. */
type Pieces = number[]

export function createHazards(engine: Engine): Hazards {
  let run = -1
  let groups: Partition | undefined
  const read: Pieces = []
  const written: Pieces = []
  const toRead: Pieces = []
  const toWrite: Pieces = []

  function forgetOtherRuns(): void {
    if (run === engine.run) return
    run = engine.run
    read.length = written.length = 0
    groups = undefined
  }

  function add(pieces: Pieces, region: Region | undefined, elements: number): void {
    if (!region) return
    const begin = addressOf(region)
    pieces.push(begin, begin + 4 * elements)
  }

  return {
    reads: (region, elements) => add(toRead, region, elements),
    writes: (region, elements) => add(toWrite, region, elements),
    settle(partition) {
      forgetOtherRuns()
      const otherGroups = groups !== undefined && partition !== groups
      if (otherGroups || overlap(toRead, written) || overlap(toWrite, written) || overlap(toWrite, read)) {
        engine.barrier()
        forgetOtherRuns()
      }
      groups = partition
      read.push(...toRead)
      written.push(...toWrite)
      toRead.length = toWrite.length = 0
    },
    readsEarly(region, elements) {
      if (!region) return
      forgetOtherRuns()
      const begin = addressOf(region)
      if (overlap([begin, begin + 4 * elements], written)) engine.barrier()
    },
    writesLate(region, elements) {
      forgetOtherRuns()
      add(written, region, elements)
    },
  }
}

function overlap(some: Pieces, others: Pieces): boolean {
  for (let a = 0; a < some.length; a += 2)
    for (let b = 0; b < others.length; b += 2) if (some[a]! < others[b + 1]! && others[b]! < some[a + 1]!) return true
  return false
}
