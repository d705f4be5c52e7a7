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

/** Pieces of memory. What was forgotten leaves its room to those to come. */
class Pieces {
  readonly #begins: number[] = []
  readonly #ends: number[] = []
  #count = 0

  add(region: Region | undefined, elements: number): void {
    if (!region) return
    const begin = addressOf(region)
    this.#begins[this.#count] = begin
    this.#ends[this.#count++] = begin + 4 * elements
  }

  addAll(others: Pieces): void {
    for (let k = 0; k < others.#count; k++) {
      this.#begins[this.#count] = others.#begins[k]!
      this.#ends[this.#count++] = others.#ends[k]!
    }
  }

  forget(): void {
    this.#count = 0
  }

  overlap(others: Pieces): boolean {
    for (let a = 0; a < this.#count; a++)
      for (let b = 0; b < others.#count; b++)
        if (this.#begins[a]! < others.#ends[b]! && others.#begins[b]! < this.#ends[a]!) return true
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
    reads: (region, elements) => toRead.add(region, elements),
    writes: (region, elements) => toWrite.add(region, elements),
    settle(partition) {
      forgetOtherRuns()
      const otherGroups = groups !== undefined && partition !== groups
      if (otherGroups || toRead.overlap(written) || toWrite.overlap(written) || toWrite.overlap(read)) {
        engine.barrier()
        forgetOtherRuns()
      }
      groups = partition
      read.addAll(toRead)
      written.addAll(toWrite)
      toRead.forget()
      toWrite.forget()
    },
    readsEarly(region, elements) {
      forgetOtherRuns()
      early.forget()
      early.add(region, elements)
      if (early.overlap(written)) engine.barrier()
    },
    writesLate(region, elements) {
      forgetOtherRuns()
      written.add(region, elements)
    },
  }
}
