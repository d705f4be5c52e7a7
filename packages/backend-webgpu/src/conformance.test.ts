import { describeBackend } from '@snn/conformance/suite'
import { createWebgpuDriver } from './webgpu.js'

describeBackend('webgpu', async ({ threads: _, ...options } = {}) => createWebgpuDriver(options))
