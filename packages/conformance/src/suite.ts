import { contractVersion, createBackend, type Backend, type Driver } from '@snn/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { denseTests } from './suite/dense.js'
import { differenceTests } from './suite/differences.js'
import { layerTests } from './suite/layers.js'
import { memoryTests } from './suite/memory.js'
import { networkTests } from './suite/networks.js'
import { optimizerTests } from './suite/optimizers.js'
import type { MakeDriver, Subject } from './suite/options.js'
import { readoutTests } from './suite/readouts.js'
import { replayTests } from './suite/replay.js'
import { trainTests } from './suite/trains.js'

export { surrogateExpression } from './suite/descriptions.js'
export { rounding } from './suite/expect-close.js'
export type { DriverOptions, MakeDriver } from './suite/options.js'

/**
 * Registers the conformance suite for a backend: everything that holds for every driver, against the float64 reference.
 *
 * Tests that need what a driver says it lacks are skipped by that name. To be called in a test file.
 */
export function describeBackend(name: string, make: MakeDriver): void {
  describe(`the backend ${name}`, () => {
    let driver: Driver
    let backend: Backend
    beforeAll(async () => {
      driver = await make()
      backend = createBackend(driver)
    })
    afterAll(() => backend.close())
    const subject: Subject = { make, driver: () => driver, backend: () => backend }

    test('names itself, its device, and the contract it was built for', () => {
      expect(driver.name).not.toBe('')
      expect(driver.device.summary).not.toBe('')
      expect(driver.contract).toBe(contractVersion)
    })
    layerTests(subject)
    readoutTests(subject)
    trainTests(subject)
    denseTests(subject)
    differenceTests(subject)
    networkTests(subject)
    optimizerTests(subject)
    replayTests(subject)
    memoryTests(subject)
  })
}
