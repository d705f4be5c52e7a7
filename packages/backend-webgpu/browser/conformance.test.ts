import { describeBackend } from '@snn/conformance/suite'
import { createWebgpuDriver } from '../src/webgpu.js'

describeBackend('webgpu', ({ threads: _, ...options } = {}) => createWebgpuDriver(options))
