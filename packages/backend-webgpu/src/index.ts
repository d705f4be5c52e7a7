export { webgpu, createWebgpuDriver, type WebgpuOptions } from './webgpu.js'
export type { KernelProfile } from './device/profiler.js'
export type { WarmUp } from './device/pipelines.js'
