export { webgpu, createWebgpuDriver, type WebgpuOptions } from './webgpu.js'
