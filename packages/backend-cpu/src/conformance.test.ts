import { describeBackend } from '@snn/conformance/suite'
import { createCpuDriver } from './cpu.js'

describeBackend('cpu', createCpuDriver)
