import { describeBackend, type DriverOptions } from '@snn/conformance/suite'
import type { Driver } from '@snn/core'
import { describe } from 'vitest'
import { createWebgpuDriver } from '../src/webgpu.js'

/** A GPU has as many threads as it has. */
const make = ({ threads: _, ...options }: DriverOptions = {}): Promise<Driver> => createWebgpuDriver(options)

describe('in a page', { timeout: 180_000 }, () => describeBackend('webgpu', make))
