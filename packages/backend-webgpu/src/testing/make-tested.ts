import type { DriverOptions } from '@snn/conformance/suite'
import type { Driver } from '@snn/core'
import { createWebgpuDriver } from '../webgpu.js'

/** A driver as the suite asks for it; a GPU has as many threads as it has. */
export function makeTested({ capacity, replay }: DriverOptions = {}): Promise<Driver> {
  return createWebgpuDriver({ ...(capacity !== undefined && { capacity }), ...(replay && { replay }) })
}
