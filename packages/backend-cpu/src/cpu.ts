import { createBackend, formatBytes, type Backend, type DeviceDescription, type Driver } from '@snn/core'
import { checkOneOf, checkOptions, checkWhole } from '@snn/core/checks'
import { createDriver } from './driver.js'
import { createEngine, type CpuEngine } from './engine/engine.js'
import { mayShare } from './engine/platform.js'
import { DEFAULT_LIMIT, LARGEST_LIMIT } from './memory.js'
import { createSpiking } from './spiking/spiking.js'

/** What `cpu` may be told. @public */
export interface CpuOptions {
  /** How many threads work, 1 … 64: by default as many as the machine runs at once. The results are the same to the bit. */
  readonly threads?: number
  /** How many entries the lists of spikes and active entries hold at first: they grow when they must. For tests. */
  readonly capacity?: number
  /** `'always'` runs every step a second time, as if a list had been too short. For tests. */
  readonly replay?: 'when-needed' | 'always'
  /** For tests: no memory is shared, and workers with memories of their own take part from so many rows (steps of samples) on. */
  readonly apart?: number
  /** For tests: nanoseconds of work for which threads are woken, 50,000 by default. */
  readonly worthWaking?: number
  /** Bytes that the backend may hold, up to 4 GiB: 3.5 GiB by default. */
  readonly memoryLimit?: number
}

const MOST_THREADS = 64
const SMALLEST_LIMIT = 1 << 20

/**
 * Makes the backend that computes on the processor: WebAssembly SIMD, on threads. They share memory where they can (always in
 * Node; in a page when it is cross-origin isolated); elsewhere spiking layers of large batches run on workers with copies.
 * @throws ArgumentError for an unknown option or a value out of range.
 * @throws BackendError when the platform has no WebAssembly SIMD, or a thread does not start.
 * @public
 */
export async function cpu(options: CpuOptions = {}): Promise<Backend> {
  return createBackend(await createCpuDriver(options))
}

/** The driver below `cpu`: what the conformance suite and the tests of kernels use. @experimental */
export async function createCpuDriver(options: CpuOptions = {}): Promise<Driver> {
  const { replay, capacity, ...size } = checked(options)
  const engine = await createEngine(size)
  return createDriver({
    engine,
    spiking: (engine) => createSpiking(engine, capacity === undefined ? {} : { capacity }),
    replay,
    device: describe(engine),
  })
}

interface Checked {
  readonly threads: number
  readonly capacity: number | undefined
  readonly replay: 'when-needed' | 'always'
  readonly memoryLimit: number
  readonly apart: number | undefined
  readonly worthWaking: number | undefined
}

function checked(options: CpuOptions): Checked {
  checkOptions('cpu', options, ['threads', 'capacity', 'replay', 'memoryLimit', 'apart', 'worthWaking'])
  const { threads = defaultThreads(), capacity, replay = 'when-needed', memoryLimit = DEFAULT_LIMIT } = options
  const { apart, worthWaking } = options
  checkWhole('cpu.threads', threads, 1, MOST_THREADS)
  if (capacity !== undefined) checkWhole('cpu.capacity', capacity, 1, 2 ** 30)
  checkWhole('cpu.memoryLimit', memoryLimit, SMALLEST_LIMIT, LARGEST_LIMIT)
  checkOneOf('cpu.replay', replay, ['when-needed', 'always'])
  if (apart !== undefined) checkWhole('cpu.apart', apart, 0, 2 ** 30)
  if (worthWaking !== undefined) checkWhole('cpu.worthWaking', worthWaking, 0, 2 ** 30)
  return { threads, capacity, replay, memoryLimit, apart, worthWaking }
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
      memoryLimit: formatBytes(memory.limit),
    },
  }
}
