import { createBackend, type Backend } from '@snn/core'
import { plainDriver } from './plain/plain-driver.js'
import type { DriverOptions } from './suite/options.js'

export { plainDriver } from './plain/plain-driver.js'

/** A backend of plain loops, as programs use it. @public */
export async function plain(options?: DriverOptions): Promise<Backend> {
  return createBackend(plainDriver(options))
}
