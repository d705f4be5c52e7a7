import { describeBackend } from '@snn/conformance/suite'
import { createCpuDriver } from '../src/cpu.js'

const apart = crossOriginIsolated ? {} : { threads: 2, apart: 0 }

describeBackend(
  `cpu on ${crossOriginIsolated ? 'threads of a page' : 'workers of a page that share no memory'}`,
  (options) => createCpuDriver({ ...apart, ...options }),
)
