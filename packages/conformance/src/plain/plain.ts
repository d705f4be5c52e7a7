import { createBackend, type Backend } from '@snn/core'
import { plainDriver, type PlainOptions } from './plain-driver.js'

/** A backend of plain loops: the oracle that runs the same programs. */
export async function plain(options?: PlainOptions): Promise<Backend> {
  return createBackend(plainDriver(options))
}
