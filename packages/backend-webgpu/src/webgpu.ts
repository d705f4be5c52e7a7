import { ArgumentError, createBackend, formatBytes, type Backend, type Driver } from '@snn/core'
import { createGpu } from './device/gpu.js'
import { openDevice } from './device/open.js'
import type { WarmUp } from './device/pipelines.js'
import type { KernelProfile } from './device/profiler.js'
import { createDriver } from './driver.js'
import { STEPS } from './kernels/shape.js'

/** What `webgpu` may be told. @public */
export interface WebgpuOptions {
  /** Which GPU of several: the fast one, or the one that spares the battery. The system's choice unless given. */
  readonly powerPreference?: 'high-performance' | 'low-power'
  /** Bytes that the backend may hold: 4 GiB by default. */
  readonly memoryLimit?: number
  /** Called after each step with what its kernels did. Steps take longer then. @experimental */
  readonly profile?: (kernels: readonly KernelProfile[]) => void
  /** Called when a kernel is asked for and when it is compiled: mostly while a first step waits for its kernels. @experimental */
  readonly warmUp?: (progress: WarmUp) => void
  /** Bytes that are bound at one place, if less than the device can; larger tensors are bound piece by piece. For tests. */
  readonly largestBinding?: number
  /** Steps of time that one dispatch sweeps, a multiple of 32: 1,024 by default. For tests. */
  readonly longestSweep?: number
  /** `false` does without the subgroups of a device, to the same bits: for tests, and for drivers that fail at them. */
  readonly subgroups?: boolean
  /** How many entries the lists of spikes and active entries hold at first: they grow when they must. For tests. */
  readonly capacity?: number
  /** `'always'` runs every step a second time, as if a list had been too short. For tests. */
  readonly replay?: 'when-needed' | 'always'
}

const DEFAULT_LIMIT = 4 * 2 ** 30
const SMALLEST_LIMIT = 1 << 20
const SMALLEST_BINDING = 1 << 12

/**
 * Makes the backend that computes on the GPU, by WebGPU: in browsers, their workers, and in Node, where it needs the package
 * `webgpu`.
 * @throws ArgumentError for an unknown option or a value out of range.
 * @throws BackendError that says what is missing, when there is no WebGPU, no adapter or no device.
 * @public
 */
export async function webgpu(options: WebgpuOptions = {}): Promise<Backend> {
  return createBackend(await createWebgpuDriver(options))
}

/** The driver below `webgpu`: what the conformance suite and the tests of kernels use. @experimental */
export async function createWebgpuDriver(options: WebgpuOptions = {}): Promise<Driver> {
  const { powerPreference, memoryLimit, profile, warmUp, largestBinding, longestSweep, subgroups, capacity, replay } =
    checkOptions(options)
  const profiled = profile !== undefined
  const opened = await openDevice({ powerPreference, profile: profiled, subgroups })
  const { description } = opened
  return createDriver({
    gpu: createGpu(opened, { limit: memoryLimit, profile: profiled, largestBinding, warmUp }),
    device: { ...description, details: { ...description.details, memoryLimit: formatBytes(memoryLimit) } },
    capacity,
    longestSweep: longestSweep && Math.ceil(longestSweep / STEPS),
    replay,
    profile,
  })
}

/** Options with those that have a default. */
type Checked = WebgpuOptions & Required<Pick<WebgpuOptions, 'memoryLimit' | 'replay'>>

function checkOptions(options: WebgpuOptions): Checked {
  const {
    powerPreference,
    memoryLimit = DEFAULT_LIMIT,
    profile,
    warmUp,
    largestBinding,
    longestSweep,
    subgroups,
    capacity,
    replay = 'when-needed',
    ...unknown
  } = options
  const [name] = Object.keys(unknown)
  if (name !== undefined)
    throw new ArgumentError({
      what: `webgpu was given the option '${name}'`,
      where: name,
      fix: 'It knows powerPreference, memoryLimit, profile, warmUp, largestBinding, longestSweep, subgroups, capacity and replay.',
    })
  oneOf('powerPreference', powerPreference, ['high-performance', 'low-power', undefined])
  oneOf('subgroups', subgroups, [true, false, undefined])
  oneOf('replay', replay, ['when-needed', 'always'])
  wholeNumber('memoryLimit', memoryLimit, SMALLEST_LIMIT)
  if (largestBinding !== undefined) wholeNumber('largestBinding', largestBinding, SMALLEST_BINDING)
  if (longestSweep !== undefined) wholeNumber('longestSweep', longestSweep, STEPS)
  if (capacity !== undefined) wholeNumber('capacity', capacity, 1)
  for (const [name, value] of Object.entries({ profile, warmUp }))
    if (value !== undefined && typeof value !== 'function')
      throw new ArgumentError({ what: `webgpu: ${name} must be a function; got ${typeof value}`, where: name })
  return { ...options, memoryLimit, replay }
}

function oneOf(name: string, value: unknown, allowed: readonly (string | boolean | undefined)[]): void {
  if (allowed.includes(value as string)) return
  throw new ArgumentError({
    what: `webgpu: ${name} must be one of ${allowed.filter((one) => one !== undefined).join(', ')}; got ${JSON.stringify(value)}`,
    where: name,
  })
}

function wholeNumber(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw new ArgumentError({
    what: `webgpu: ${name} must be a whole number from ${least}; got ${typeof value === 'number' ? value : JSON.stringify(value)}`,
    where: name,
  })
}
