import type { BackendError } from '@snn/core'
import { COMPUTE_STAGE } from './constants.js'
import { compileFailed } from './failure.js'
import { bindingsOf, moduleText, type Binding, type Kernel, type Use } from './kernel.js'
import type { GpuBuffer } from './pool.js'
import type { Profiler } from './profiler.js'

/** A kernel for the device, compiled beside the thread that asks for it, and the layout of its buffers. */
export interface Pipeline {
  readonly buffers: GPUBindGroupLayout
  /** Resolves when the kernel is compiled, or cannot be; undefined from then on. */
  readonly compiling: Promise<void> | undefined
  /** One that cannot be compiled is made invalid, so that the device refuses the step that runs it. */
  pipeline(): GPUComputePipeline
}

/** How many of the kernels that were asked for so far are compiled. @experimental */
export interface WarmUp {
  readonly compiled: number
  readonly kernels: number
}

export interface PipelineOptions {
  /** With it, kernels are compiled so that they say what they read and write. */
  readonly profiler: Profiler | undefined
  /** Bytes of a buffer that are bound at one place. */
  readonly window: number
  readonly failed: (error: BackendError) => void
  readonly warmUp: ((progress: WarmUp) => void) | undefined
}

/** Kernels compiled once for a device, and bindings that are kept, since the same buffers come step after step. */
export interface Pipelines {
  /** Bytes of a buffer that are bound at one place. */
  readonly window: number
  /** Of the gate and the arguments, which lie at a dynamic offset. */
  readonly arguments: GPUBindGroupLayout
  of(kernel: Kernel, binding: Binding): Pipeline
  bind(layout: GPUBindGroupLayout, buffers: readonly GpuBuffer[]): GPUBindGroup
  /** Forgets bindings: to be called when a buffer is destroyed. */
  forgetBindings(): void
}

export function createPipelines(device: GPUDevice, o: PipelineOptions): Pipelines {
  const { profiler, window, failed, warmUp } = o
  const subgroups = device.features.has('subgroups')
  const progress = { compiled: 0, kernels: 0 }
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
    const buffers = layoutOf(bindingsOf(binding).map(({ use }) => use))
    const bindGroupLayouts = [argumentLayout, buffers, ...(profiler ? [profiler.layout] : [])]
    const layout = device.createPipelineLayout({ bindGroupLayouts })
    const code = moduleText(kernel, binding, { counted: profiler !== undefined, window: window / 4, subgroups })
    const { name: label } = kernel
    const describe = (): GPUComputePipelineDescriptor => {
      return { label, layout, compute: { module: device.createShaderModule({ label, code }) } }
    }
    let pipeline: GPUComputePipeline | undefined
    async function compileAside(): Promise<void> {
      device.pushErrorScope('validation')
      const asked = device.createComputePipelineAsync(describe())
      const refused = device.popErrorScope().catch(() => null)
      try {
        // A device that is lost may leave the question open.
        pipeline = (await Promise.race([asked, device.lost.then(() => undefined)])) ?? undefined
      } catch (cause) {
        failed(compileFailed(label, (await refused)?.message ?? String(cause), cause))
      }
      compiling = undefined
      progress.compiled++
      warmUp?.({ ...progress })
    }
    progress.kernels++
    warmUp?.({ ...progress })
    let compiling: Promise<void> | undefined = compileAside()
    return {
      buffers,
      get compiling() {
        return compiling
      },
      pipeline: () => (pipeline ??= device.createComputePipeline(describe())),
    }
  }

  return {
    window,
    arguments: argumentLayout,
    of(kernel, binding) {
      let forms = compiled.get(kernel)
      if (!forms) compiled.set(kernel, (forms = new Map()))
      const key = `${binding.places.join()} ${binding.uses.join()} ${binding.windows.join()}`
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
        const resources = buffers.flatMap(({ buffer, windows }) =>
          Array.from({ length: windows }, (_, w) => {
            const offset = w * window
            return { buffer, offset, size: Math.min(window, buffer.size - offset) }
          }),
        )
        const entries = resources.map((resource, binding) => ({ binding, resource }))
        known.set(key, (group = device.createBindGroup({ layout, entries })))
      }
      return group
    },
    forgetBindings: () => bindings.clear(),
  }
}
