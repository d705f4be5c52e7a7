import type { Storage } from '@snn/core'
import { Usage } from './constants.js'
import { createFailures, errorOf } from './failure.js'
import type { OpenDevice } from './open.js'
import { createPipelines } from './pipelines.js'
import { createPool, type GpuBuffer, type Pool } from './pool.js'
import { createProfiler, type KernelProfile } from './profiler.js'
import { createReadBack, type ReadBack } from './readback.js'
import { createStream, type Stream } from './stream.js'

/** A device with what belongs to it: memory, compiled kernels, the way of work to it and of numbers back. */
export interface Gpu extends Pool, Pick<Stream, 'run' | 'copy' | 'clear' | 'write' | 'gate'> {
  readonly readBack: ReadBack
  /** Four words, of which any but 0 stops all gated kernels. */
  readonly flags: GpuBuffer
  /** Held for as long as the device is. */
  readonly origin: OpenDevice['origin']
  /** Errors of what is called until the function that is returned is called are told by the promise which that returns. */
  watch(): () => Promise<void>
  /** What kernels did since it was asked last, of a device that is profiled. */
  profile(): Promise<readonly KernelProfile[]>
  close(): void
}

export interface GpuOptions {
  /** Bytes that may be allocated. */
  readonly limit: number
  readonly profile?: boolean
}

export function createGpu({ device, origin }: OpenDevice, { limit, profile = false }: GpuOptions): Gpu {
  const profiler = profile ? createProfiler(device) : undefined
  const flagBuffer = device.createBuffer({
    size: 16,
    usage: Usage.STORAGE | Usage.UNIFORM | Usage.COPY_SRC | Usage.COPY_DST,
  })
  const flags: GpuBuffer = { buffer: flagBuffer, bytes: 16, id: -1 }
  const failures = createFailures(device)
  const pipelines = createPipelines(device, profiler)
  const stream = createStream(device, pipelines, flagBuffer, profiler)
  const pool = createPool({
    device,
    limit,
    clear: (buffer) => stream.clear({ storage: buffer, offset: 0 }, wordsOf(buffer)),
    destroys() {
      stream.flush()
      pipelines.forgetBindings()
    },
    failed: failures.note,
  })
  return {
    ...pool,
    ...stream,
    flags,
    origin,
    readBack: createReadBack(device, stream, failures),
    watch() {
      for (const filter of FILTERS) device.pushErrorScope(filter)
      return async () => {
        const found = await Promise.all(FILTERS.map(() => device.popErrorScope().catch(() => null)))
        const error = found.find((one) => one !== null)
        if (!error) return
        failures.check()
        throw errorOf(error)
      }
    },
    profile: async () => profiler?.take() ?? [],
    close: () => device.destroy(),
  }
}

const FILTERS: readonly GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal']

function wordsOf({ bytes }: Storage): number {
  return Math.ceil(bytes / 4)
}
