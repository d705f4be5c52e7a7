import { ArgumentError, createBackend, type Backend, type DeviceDescription, type Driver } from '@snn/core'
import { createDriver } from './driver.js'
import { createEngine, type CpuEngine } from './engine/engine.js'
import { mayShare } from './engine/platform.js'
import { DEFAULT_LIMIT, inWords, LARGEST_LIMIT } from './memory.js'
import { createSpiking } from './spiking/spiking.js'

/** What `cpu` may be told. @public */
export interface CpuOptions {
  /** How many threads work, 1 … 64: by default as many as the machine runs at once. The results are the same to the bit. */
  readonly threads?: number
  /** How many entries the lists of spikes and active entries hold at first: they grow when they must. For tests. */
  readonly capacity?: number
  /** `'always'` runs every step a second time, as if a list had been too short. For tests. */
  readonly replay?: 'when-needed' | 'always'
  /** Bytes that the backend may hold, up to 4 GiB: 3.5 GiB by default. */
  readonly memoryLimit?: number
}

const MOST_THREADS = 64
const SMALLEST_LIMIT = 1 << 20

/**
 * Makes the backend that computes on the processor: WebAssembly SIMD, on threads where memory can be shared (always in
 * Node; in a page when it is cross-origin isolated).
 * @throws ArgumentError for an unknown option or a value out of range.
 * @throws BackendError when the platform has no WebAssembly SIMD, or a thread does not start.
 * @public
 */
export async function cpu(options: CpuOptions = {}): Promise<Backend> {
  return createBackend(await createCpuDriver(options))
}

/** The driver below `cpu`: what the conformance suite and the tests of kernels use. @experimental */
export async function createCpuDriver(options: CpuOptions = {}): Promise<Driver> {
  const checked = checkOptions(options)
  const engine = await createEngine(checked)
  return createDriver({
    engine,
    spiking: (engine) => createSpiking(engine, checked.capacity === undefined ? {} : { capacity: checked.capacity }),
    replay: checked.replay,
    device: describe(engine),
  })
}

interface Checked {
  readonly threads: number
  readonly capacity: number | undefined
  readonly replay: 'when-needed' | 'always'
  readonly memoryLimit: number
}

function checkOptions(options: CpuOptions): Checked {
  const {
    threads = defaultThreads(),
    capacity,
    replay = 'when-needed',
    memoryLimit = DEFAULT_LIMIT,
    ...unknown
  } = options
  const [name] = Object.keys(unknown)
  if (name !== undefined) {
    throw new ArgumentError({
      what: `cpu was given the option '${name}'`,
      where: name,
      fix: 'It knows threads, capacity, replay and memoryLimit.',
    })
  }
  wholeNumber('threads', threads, 1, MOST_THREADS)
  if (capacity !== undefined) wholeNumber('capacity', capacity, 1, 2 ** 30)
  wholeNumber('memoryLimit', memoryLimit, SMALLEST_LIMIT, LARGEST_LIMIT)
  if (replay !== 'when-needed' && replay !== 'always') {
    throw new ArgumentError({
      what: `cpu: replay must be 'when-needed' or 'always'; got ${JSON.stringify(replay)}`,
      where: 'replay',
    })
  }
  return { threads, capacity, replay, memoryLimit }
}

function wholeNumber(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new ArgumentError({
    what: `cpu: ${name} must be a whole number from ${least} to ${most}; got ${typeof value === 'number' ? value : JSON.stringify(value)}`,
    where: name,
  })
}

function defaultThreads(): number {
  const available = globalThis.navigator?.hardwareConcurrency ?? 1
  return Math.max(1, Math.min(MOST_THREADS, available))
}

function describe({ threads, mode, memory }: CpuEngine): DeviceDescription {
  const isolated = mayShare()
  return {
    summary: `${threads === 1 ? '1 thread' : `${threads} threads`}, WebAssembly SIMD${isolated ? '' : ', page not isolated'}`,
    details: {
      threads,
      simd: 'WebAssembly, 128 bits',
      sharedMemory: memory.shared,
      isolated,
      worksOn: mode === 'conductor' ? 'workers' : threads > 1 ? 'the calling thread and workers' : 'the calling thread',
      memoryLimit: inWords(memory.limit),
    },
  }
}
