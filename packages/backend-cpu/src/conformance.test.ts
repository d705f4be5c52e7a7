import { describeBackend } from '@snn/conformance/suite'
import { createCpuDriver } from './cpu.js'

describeBackend('cpu', createCpuDriver)
describeBackend('cpu that wakes its threads for all', (options) =>
  createCpuDriver({ threads: 2, worthWaking: 0, ...options }),
)
describeBackend('cpu without shared memory', (options) => createCpuDriver({ threads: 2, apart: 0, ...options }))
