import { describe, expect, it } from 'vitest'
import type { CpuStorage, Engine } from '../engine/types.js'
import { createHazards, type Hazards } from './hazards.js'

const region = (address: number) => ({ storage: { bytes: 0, address } as CpuStorage, offset: 0 })

/** Hazards over an engine that only counts its runs. */
function watched(): { hazards: Hazards; runs(): number } {
  const engine = { run: 0, barrier: () => engine.run++ }
  return { hazards: createHazards(engine as unknown as Engine), runs: () => engine.run }
}

describe('hazards', () => {
  it('let calls share a run that only read the same, or write apart', () => {
    const { hazards, runs } = watched()
    hazards.reads(region(0), 10)
    hazards.writes(region(100), 10)
    hazards.settle()
    hazards.reads(region(0), 10)
    hazards.reads(undefined, 10)
    hazards.writes(region(140), 10)
    hazards.settle()
    expect(runs()).toBe(0)
  })

  it.each([
    ['read what another wrote', 'writes', 'reads'],
    ['write what another read', 'reads', 'writes'],
    ['write what another wrote', 'writes', 'writes'],
  ] as const)('close the run before a call that would %s', (_, first, second) => {
    const { hazards, runs } = watched()
    hazards[first](region(100), 10)
    hazards.settle()
    hazards[second](region(136), 1)
    hazards.settle()
    expect(runs()).toBe(1)
  })

  it('remember the call for which the run was closed', () => {
    const { hazards, runs } = watched()
    hazards.writes(region(0), 1)
    hazards.settle()
    hazards.reads(region(0), 1)
    hazards.writes(region(8), 1)
    hazards.settle()
    hazards.reads(region(8), 1)
    hazards.settle()
    expect(runs()).toBe(2)
  })

  it('close the run before weights that it makes are packed, and before a sum that comes after it is read', () => {
    const { hazards, runs } = watched()
    hazards.writes(region(0), 1)
    hazards.settle()
    hazards.readsEarly(region(0), 1)
    expect(runs()).toBe(1)
    hazards.writesLate(region(8), 1)
    hazards.reads(region(8), 1)
    hazards.settle()
    expect(runs()).toBe(2)
  })
})
