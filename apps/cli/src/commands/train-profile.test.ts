import type { KernelProfile } from '@snn/backend-webgpu'
import { expect, it } from 'vitest'
import type { Output } from '../terminal/output.js'
import { profiling } from './train-profile.js'

const kernel = (name: string, milliseconds: number | undefined): KernelProfile => {
  return { name, dispatches: 2, workgroups: 8, milliseconds, bytesRead: 2048, bytesWritten: 1024 }
}

/** What a profile of so many steps says. */
function said(...steps: KernelProfile[][]): { lines: string[]; notes: string[]; facts: object[] } {
  const [lines, notes, facts]: [string[], string[], object[]] = [[], [], []]
  const out = {
    line: (text = '') => lines.push(...text.split('\n')),
    note: (text: string) => notes.push(text),
    json: (fact: object) => facts.push(fact),
  } as unknown as Output
  const profile = profiling()
  for (const step of steps) profile.add(step)
  profile.report(out)
  return { lines: lines.filter((line) => line !== ''), notes, facts }
}

it('adds up the steps, and puts the kernel first that took longest', () => {
  const { lines, notes, facts } = said([kernel('map', 1), kernel('forward', 5)], [kernel('map', 3)])
  expect(facts).toEqual([{ type: 'profile', steps: 2, kernels: [kernel('forward', 5), { ...plus(kernel('map', 4)) }] }])
  expect(lines[0]).toBe('what a step took on the device, the mean of 2 steps')
  expect(lines.slice(1).map((line) => line.split(/ {2,}/))).toEqual([
    ['kernel', 'dispatches', 'ms', '%', 'read', 'written'],
    ['forward', '1.0', '2.500', '55.6', '1.0 KiB', '512 bytes'],
    ['map', '2.0', '2.000', '44.4', '2.0 KiB', '1.0 KiB'],
  ])
  expect(notes).toEqual([])
})

it('says what is moved where no time is measured', () => {
  const { lines, notes } = said([kernel('map', undefined)])
  expect(lines[2]).toMatch(/map +2\.0 +– +– +2\.0 KiB/)
  expect(notes).toEqual([expect.stringContaining('no timestamp queries')])
})

it('says nothing of no step', () => {
  expect(said()).toEqual({ lines: [], notes: [], facts: [] })
})

/** The same kernel, twice run. */
function plus({ name, milliseconds, ...counts }: KernelProfile): KernelProfile {
  return {
    name,
    milliseconds,
    ...(Object.fromEntries(Object.entries(counts).map(([key, value]) => [key, 2 * value])) as typeof counts),
  }
}
