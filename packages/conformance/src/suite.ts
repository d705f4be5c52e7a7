import { contractVersion, type Driver } from '@snn/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { denseTests } from './suite/dense.js'
import { layerTests } from './suite/layers.js'
import type { MakeDriver, Subject } from './suite/options.js'
import { readoutTests } from './suite/readouts.js'
import { trainTests } from './suite/trains.js'

export type { DriverOptions, MakeDriver } from './suite/options.js'

/**
 * Registers the conformance suite for a backend: everything that holds for every driver, against the float64 reference.
 *
 * Tests that need what a driver says it lacks are skipped by that name. To be called in a test file.
 */
export function describeBackend(name: string, make: MakeDriver): void {
  describe(`the backend ${name}`, () => {
    let driver: Driver
    beforeAll(async () => {
      driver = await make()
    })
    afterAll(() => driver.close())
    const subject: Subject = { make, driver: () => driver }

    test('names itself, its device, and the contract it was built for', () => {
      expect(driver.name).not.toBe('')
      expect(driver.device.summary).not.toBe('')
      expect(driver.contract).toBe(contractVersion)
    })
    layerTests(subject)
    readoutTests(subject)
    trainTests(subject)
    denseTests(subject)
  })
}
