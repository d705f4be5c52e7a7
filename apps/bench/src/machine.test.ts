import { expect, it } from 'vitest'
import { describeMachine, machineLine } from './machine.js'

it('names this machine', () => {
  expect(machineLine(describeMachine())).toMatch(/\d+ cores, Node v\d+.*; load before \d/)
})

it('says what a page was not told', () => {
  const page = {
    processor: null,
    cores: 8,
    memoryBytes: null,
    system: 'Linux',
    runtime: 'Chrome 142',
    loadBefore: null,
  }
  expect(machineLine(page)).toBe('processor not told, 8 cores, Chrome 142; load before not told')
})
