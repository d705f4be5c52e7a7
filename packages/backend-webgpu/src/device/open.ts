import { BackendError, formatBytes, type DeviceDescription } from '@snn/core'

/** A device that answers, and what is known about it. */
export interface OpenDevice {
  readonly device: GPUDevice
  /** What the device came from. Dawn frees it when it is collected, whether its device is in use or not. */
  readonly origin: readonly unknown[]
  readonly description: DeviceDescription
}

export interface OpenOptions {
  readonly powerPreference?: GPUPowerPreference | undefined
  /** Whether the time of kernels is to be measured, if the device can. */
  readonly profile?: boolean
  /** Whether kernels may use subgroups, if the device has them. */
  readonly subgroups?: boolean | undefined
}

const toHave =
  'Use a browser with WebGPU (Chrome, Edge, Safari 26, Firefox) and a page served by https or from localhost'

/**
 * The system's preferred adapter: of the browser, or in Node of the package `webgpu` (Dawn).
 * @throws BackendError that says what is missing.
 */
export async function openDevice(o: OpenOptions = {}): Promise<OpenDevice> {
  const gpu = (globalThis.navigator as { readonly gpu?: GPU } | undefined)?.gpu ?? (await dawn())
  const adapter = await gpu.requestAdapter(o.powerPreference ? { powerPreference: o.powerPreference } : {})
  if (!adapter)
    throw new BackendError({
      what: 'WebGPU found no adapter on this machine',
      fix: 'Install a driver of the GPU (Vulkan, Metal or Direct3D 12), or use another backend.',
    })
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage } = adapter.limits
  const wanted = { 'timestamp-query': o.profile ?? false, subgroups: o.subgroups ?? true }
  const requiredFeatures = (Object.keys(wanted) as (keyof typeof wanted)[]).filter(
    (feature) => wanted[feature] && adapter.features.has(feature),
  )
  try {
    const requiredLimits = { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage }
    const device = await adapter.requestDevice({ requiredFeatures, requiredLimits })
    return { device, origin: [gpu, adapter], description: describe(adapter, device) }
  } catch (cause) {
    throw new BackendError({
      what: 'the WebGPU adapter gave no device',
      context: cause instanceof Error ? cause.message : String(cause),
      fix: 'Close other programs that use the GPU, or use another backend.',
      cause,
    })
  }
}

/** Dawn, of which a process has one that it keeps: one that is collected while a device of it closes takes the process down. */
let dawnOfProcess: GPU | undefined

/** WebGPU for Node. It is named by a variable, so that no bundler of a page looks for it. */
async function dawn(): Promise<GPU> {
  const name = 'webgpu'
  if (!('process' in globalThis))
    throw new BackendError({ what: 'this browser or page has no WebGPU', fix: `${toHave}.` })
  try {
    const { create } = (await import(/* @vite-ignore */ name)) as { create(options: readonly string[]): GPU }
    return (dawnOfProcess ??= create([]))
  } catch (cause) {
    throw new BackendError({
      what: 'WebGPU in Node needs the package webgpu, which could not be loaded',
      context: cause instanceof Error ? cause.message : String(cause),
      fix: 'npm install webgpu',
      cause,
    })
  }
}

function describe({ info, limits }: GPUAdapter, device: GPUDevice): DeviceDescription {
  const { vendor, architecture, description, isFallbackAdapter } = info
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'an unnamed GPU'
  // Dawn's own flag is not set for every software adapter.
  const software = isFallbackAdapter || /swiftshader|llvmpipe/i.test(`${architecture} ${description}`)
  return {
    summary: `${name}${software ? ' (software, not a GPU)' : ''}`,
    details: {
      vendor: vendor || 'not told',
      architecture: architecture || 'not told',
      software,
      subgroups: device.features.has('subgroups') ? lanesOf(info) : 'not used',
      largestBinding: formatBytes(limits.maxStorageBufferBindingSize),
      largestBuffer: formatBytes(limits.maxBufferSize),
    },
  }
}

/** How many lanes a subgroup has, which may differ from kernel to kernel. */
function lanesOf({ subgroupMinSize: least, subgroupMaxSize: most }: GPUAdapterInfo): string {
  return `of ${least === most ? least : `${least} to ${most}`} lanes`
}
