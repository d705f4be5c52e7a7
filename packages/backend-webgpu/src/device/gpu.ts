import type { Storage } from '@snn/core'
import { Usage } from './constants.js'
import { createFailures, failedAt, type Failures } from './failure.js'
import type { OpenDevice } from './open.js'
import { createPipelines, type WarmUp } from './pipelines.js'
import { createPool, type GpuBuffer, type Pool } from './pool.js'
import { createProfiler, type KernelProfile } from './profiler.js'
import { createReadBack, type ReadBack } from './readback.js'
import { createStream, type Stream } from './stream.js'

/** A device with what belongs to it: memory, compiled kernels, the way of work to it and of numbers back. */
export interface Gpu
  extends
    Pool,
    Pick<Stream, 'run' | 'copy' | 'clear' | 'write' | 'gate' | 'together' | 'lowerFlags'>,
    Pick<Failures, 'judge'> {
  /** @throws what the device refused before. */
  readonly readBack: ReadBack
  /** The same at the end of a step, which is judged by itself. */
  readonly readStatus: ReadBack
  /** Four words, of which any but 0 stops all gated kernels. */
  readonly flags: GpuBuffer
  /** Held for as long as the device is. */
  readonly origin: OpenDevice['origin']
  /** What the device refuses of the calls until the function that is returned is called is told by the promise which that returns. */
  watch(): () => Promise<GPUError | undefined>
  /** What kernels did between the calls before it was asked last and now, of a device that is profiled. */
  profile(): Promise<readonly KernelProfile[]>
  close(): void
}

export interface GpuOptions {
  /** Bytes that may be allocated. */
  readonly limit: number
  readonly profile?: boolean
  /** Bytes that are bound at one place: as many as the device can, unless a test asks for less. */
  readonly largestBinding?: number | undefined
  /** Called when a kernel is asked for, and when it is compiled. */
  readonly warmUp?: ((progress: WarmUp) => void) | undefined
}

/** Bindings begin at multiples of it. */
const BINDING_GRAIN = 256

export function createGpu({ device, origin }: OpenDevice, options: GpuOptions): Gpu {
  const { limit, profile = false, largestBinding = device.limits.maxStorageBufferBindingSize, warmUp } = options
  const window = largestBinding - (largestBinding % BINDING_GRAIN)
  const profiler = profile ? createProfiler(device) : undefined
  const flagBuffer = device.createBuffer({
    size: 16,
    usage: Usage.STORAGE | Usage.UNIFORM | Usage.COPY_SRC | Usage.COPY_DST,
  })
  const flags: GpuBuffer = { buffer: flagBuffer, bytes: 16, id: -1, windows: 1 }
  const failures = createFailures(device)
  const pipelines = createPipelines(device, { profiler, window, failed: failures.note, warmUp })
  const stream = createStream({
    ...{ device, pipelines, flags: flagBuffer, profiler },
    failed: (cause) => failures.note(failedAt('a call', cause)),
  })
  const pool = createPool({
    device,
    limit,
    window,
    clear: (buffer) => stream.clear({ storage: buffer, offset: 0 }, wordsOf(buffer)),
    destroy: (buffers) =>
      stream.between(() => {
        pipelines.forgetBindings()
        for (const { buffer } of buffers) buffer.destroy()
      }),
    failed: failures.note,
  })
  const readStatus = createReadBack(device, stream, failures)

  async function popScopes(): Promise<GPUError | undefined> {
    const found = await Promise.all(FILTERS.map(() => device.popErrorScope().catch(() => null)))
    return found.find((error) => error !== null) ?? undefined
  }

  return {
    ...pool,
    ...stream,
    flags,
    origin,
    judge: failures.judge,
    async readBack(pieces) {
      const bytes = await readStatus(pieces)
      failures.check()
      return bytes
    },
    readStatus,
    watch() {
      // What was called before is in a list of its own, which does not go with what the device refuses of this one.
      stream.between(() => FILTERS.forEach((filter) => device.pushErrorScope(filter)))
      return () => new Promise((resolve) => stream.inOrder(() => resolve(popScopes())))
    },
    async profile() {
      const taken = new Promise<readonly KernelProfile[]>((resolve) =>
        stream.between(() => resolve(profiler?.take() ?? [])),
      )
      return taken.catch(async (cause: unknown) => {
        throw await failures.during('a profile', cause)
      })
    },
    close: () => device.destroy(),
  }
}

const FILTERS: readonly GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal']

function wordsOf({ bytes }: Storage): number {
  return Math.ceil(bytes / 4)
}
