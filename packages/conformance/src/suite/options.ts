import type { Backend, Driver, Lack } from '@snn/core'
import type { TestContext } from 'vitest'

/** What the suite asks of a factory: no kernel's result may depend on any of it. */
export interface DriverOptions {
  /** Entries that the lists of a layer hold at first. */
  readonly capacity?: number
  /** Every step is voided once and given again. */
  readonly replay?: 'always'
  readonly threads?: number
  /** Bytes that the driver may hold. */
  readonly memoryLimit?: number
}

export type MakeDriver = (options?: DriverOptions) => Promise<Driver>

/** The backend under test. */
export interface Subject {
  readonly make: MakeDriver
  /** One driver for all tests that need nothing special of it. */
  driver(): Driver
  /** The backend of core over that driver. */
  backend(): Backend
}

/** Skips the test, by name, on a driver that lacks what it needs. */
export function needs(context: TestContext, driver: Driver, ...lacks: readonly Lack[]): void {
  for (const lack of lacks) context.skip(driver.lacks.has(lack), `the backend lacks '${lack}'`)
}
