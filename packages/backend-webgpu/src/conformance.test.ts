import { describeBackend, type DriverOptions } from '@snn/conformance/suite'
import type { Driver } from '@snn/core'
import { describe } from 'vitest'
import { skipWithoutDevice } from './testing/skip-without-device.js'
import { createWebgpuDriver } from './webgpu.js'

/** A GPU has as many threads as it has. */
const make = ({ threads: _, ...options }: DriverOptions = {}): Promise<Driver> => createWebgpuDriver(options)

const skip = await skipWithoutDevice()
describe.skipIf(skip)('in Node', { timeout: 180_000 }, () => describeBackend('webgpu', make))
