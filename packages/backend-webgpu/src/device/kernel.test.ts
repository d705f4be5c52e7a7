import { describe, expect, it } from 'vitest'
import { inputGradient } from '../kernels/input-gradient.js'
import { layerForward } from '../kernels/layer-forward.js'
import { listEvents } from '../kernels/list-events.js'
import { weightGradient } from '../kernels/weight-gradient.js'
import { moduleText, type Kernel } from './kernel.js'

function textOf(kernel: Kernel, subgroups: boolean): string {
  const uses = Object.values(kernel.operands)
  const binding = { places: uses.map((_, k) => k), uses, windows: uses.map(() => 1) }
  return moduleText(kernel, binding, { counted: false, window: 1 << 20, subgroups })
}

/** A uniform load is a barrier before and one behind. */
function barriersIn(text: string): number {
  const times = (name: string): number => text.split(name).length - 1
  return times('workgroupBarrier()') + 2 * times('workgroupUniformLoad(')
}

const forward = { synapses: true, bias: true, current: 'none', potentials: false } as const

describe('the module of a kernel', () => {
  it.each([layerForward({ ...forward, active: 'window' }), listEvents, inputGradient])(
    '$name uses subgroups where there are some',
    (kernel) => {
      expect(textOf(kernel, true)).toMatch(/^\s*enable subgroups;/)
      expect(textOf(kernel, false)).not.toContain('subgroup')
    },
  )

  // Of the table in docs/backends/webgpu.md: those of a loop stand in the text once.
  it.each([
    [layerForward({ ...forward, active: 'window' }), 2],
    [listEvents, 2 + 4],
    [inputGradient, 3 + 2],
  ])('$0.name has its barriers in both forms', (kernel, count) => {
    for (const subgroups of [true, false]) expect(barriersIn(textOf(kernel, subgroups))).toBe(count)
  })

  it.each([layerForward({ ...forward, active: 'none' }), weightGradient])('$name has one form', (kernel) => {
    expect(textOf(kernel, true)).toBe(textOf(kernel, false))
    expect(textOf(kernel, true)).not.toContain('subgroup')
  })
})
