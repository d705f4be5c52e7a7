import type { DriverOptions } from '@snn/conformance/suite'
import type { Driver } from '@snn/core'
import { createWebgpuDriver } from '../webgpu.js'

/** A driver as the suite asks for it; a GPU has as many threads as it has. */
export function makeTested(options: DriverOptions = {}): Promise<Driver> {
  return createWebgpuDriver(Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'threads')))
}
