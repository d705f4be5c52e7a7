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

const forward = { synapses: true, bias: true, current: 'none', potentials: false } as const

describe('the module of a kernel', () => {
  it.each([layerForward({ ...forward, active: 'window' }), listEvents, inputGradient])(
    '$name uses subgroups where there are some',
    (kernel) => {
      expect(textOf(kernel, true)).toMatch(/^\s*enable subgroups;/)
      expect(textOf(kernel, false)).not.toContain('subgroup')
    },
  )

  it.each([layerForward({ ...forward, active: 'none' }), weightGradient])('$name has one form', (kernel) => {
    expect(textOf(kernel, true)).toBe(textOf(kernel, false))
    expect(textOf(kernel, true)).not.toContain('subgroup')
  })
})
