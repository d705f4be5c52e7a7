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

/** Pieces of memory: each begins at an even place of the list and ends at the odd one behind it. Forgotten, they leave their room to others. */
class Pieces {
  readonly #list: number[] = []
  #length = 0

  add(begin: number, end: number): void {
    this.#list[this.#length++] = begin
    this.#list[this.#length++] = end
  }

  addRegion(region: Region | undefined, elements: number): void {
    if (region) this.add(addressOf(region), addressOf(region) + 4 * elements)
  }

  /** Takes over those of others, who forget them. */
  takeFrom(others: Pieces): void {
    for (let k = 0; k < others.#length; k += 2) this.add(others.#list[k]!, others.#list[k + 1]!)
    others.forget()
  }

  forget(): void {
    this.#length = 0
  }

  overlap(others: Pieces): boolean {
    for (let a = 0; a < this.#length; a += 2)
      for (let b = 0; b < others.#length; b += 2)
        if (this.#list[a]! < others.#list[b + 1]! && others.#list[b]! < this.#list[a + 1]!) return true
    return false
  }
}

export function createHazards(engine: Engine): Hazards {
  let run = -1
  let groups: Partition | undefined
  const read = new Pieces()
  const written = new Pieces()
  const toRead = new Pieces()
  const toWrite = new Pieces()
  const early = new Pieces()

  function forgetOtherRuns(): void {
    if (run === engine.run) return
    run = engine.run
    read.forget()
    written.forget()
    groups = undefined
  }

  return {
    reads: (region, elements) => toRead.addRegion(region, elements),
    writes: (region, elements) => toWrite.addRegion(region, elements),
    settle(partition) {
      forgetOtherRuns()
      const otherGroups = groups !== undefined && partition !== groups
      if (otherGroups || toRead.overlap(written) || toWrite.overlap(written) || toWrite.overlap(read)) {
        engine.barrier()
        forgetOtherRuns()
      }
      groups = partition
      read.takeFrom(toRead)
      written.takeFrom(toWrite)
    },
    readsEarly(region, elements) {
      forgetOtherRuns()
      early.forget()
      early.addRegion(region, elements)
      if (early.overlap(written)) engine.barrier()
    },
    writesLate(region, elements) {
      forgetOtherRuns()
      written.addRegion(region, elements)
    },
  }
}
