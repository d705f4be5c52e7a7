import { COMPUTE_STAGE } from './constants.js'
import { moduleText, type Binding, type Kernel, type Use } from './kernel.js'
import type { GpuBuffer } from './pool.js'
import type { Profiler } from './profiler.js'

/** A compiled kernel, and the layout of its buffers. */
export interface Pipeline {
  readonly pipeline: GPUComputePipeline
  readonly buffers: GPUBindGroupLayout
}

/** Kernels compiled once for a device, and bindings that are kept, since the same buffers come step after step. */
export interface Pipelines {
  /** Of the gate and the arguments, which lie at a dynamic offset. */
  readonly arguments: GPUBindGroupLayout
  of(kernel: Kernel, binding: Binding): Pipeline
  bind(layout: GPUBindGroupLayout, buffers: readonly GpuBuffer[]): GPUBindGroup
  /** Forgets bindings: to be called when a buffer is destroyed. */
  forgetBindings(): void
}

/** With a profiler, kernels are compiled so that they say what they read and write. */
export function createPipelines(device: GPUDevice, profiler: Profiler | undefined): Pipelines {
  const layouts = new Map<string, GPUBindGroupLayout>()
  const compiled = new Map<Kernel, Map<string, Pipeline>>()
  const bindings = new Map<GPUBindGroupLayout, Map<string, GPUBindGroup>>()

  const uniform = (binding: number, hasDynamicOffset: boolean): GPUBindGroupLayoutEntry => ({
    binding,
    visibility: COMPUTE_STAGE,
    buffer: { type: 'uniform', hasDynamicOffset },
  })
  const argumentLayout = device.createBindGroupLayout({ entries: [uniform(0, false), uniform(1, true)] })

  function layoutOf(uses: readonly Use[]): GPUBindGroupLayout {
    const key = uses.map((use) => (use === 'read' ? 'r' : 'w')).join('')
    let layout = layouts.get(key)
    if (!layout) {
      layout = device.createBindGroupLayout({
        entries: uses.map((use, binding) => ({
          binding,
          visibility: COMPUTE_STAGE,
          buffer: { type: use === 'read' ? 'read-only-storage' : 'storage' },
        })),
      })
      layouts.set(key, layout)
    }
    return layout
  }

  function compile(kernel: Kernel, binding: Binding): Pipeline {
    const buffers = layoutOf(binding.uses)
    const module = device.createShaderModule({
      label: kernel.name,
      code: moduleText(kernel, binding, profiler !== undefined),
    })
    const bindGroupLayouts = [argumentLayout, buffers, ...(profiler ? [profiler.layout] : [])]
    const layout = device.createPipelineLayout({ bindGroupLayouts })
    return { pipeline: device.createComputePipeline({ label: kernel.name, layout, compute: { module } }), buffers }
  }

  return {
    arguments: argumentLayout,
    of(kernel, binding) {
      let forms = compiled.get(kernel)
      if (!forms) compiled.set(kernel, (forms = new Map()))
      const key = `${binding.places.join()} ${binding.uses.join()}`
      let found = forms.get(key)
      if (!found) forms.set(key, (found = compile(kernel, binding)))
      return found
    },
    bind(layout, buffers) {
      let known = bindings.get(layout)
      if (!known) bindings.set(layout, (known = new Map()))
      const key = buffers.map(({ id }) => id).join()
      let group = known.get(key)
      if (!group) {
        const entries = buffers.map(({ buffer }, binding) => ({ binding, resource: { buffer } }))
        known.set(key, (group = device.createBindGroup({ layout, entries })))
      }
      return group
    },
    forgetBindings: () => bindings.clear(),
  }
}
