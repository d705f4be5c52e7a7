import {
  contractVersion,
  createRehearsal,
  type DeviceDescription,
  type Driver,
  type Region,
  type Status,
} from '@snn/core'
import { createDenseKernels } from './dense/dense-kernels.js'
import { Flag, FLAG_WORDS } from './device/flags.js'
import type { Gpu } from './device/gpu.js'
import type { GpuBuffer } from './device/pool.js'
import type { KernelProfile } from './device/profiler.js'
import type { Piece } from './device/readback.js'
import { createSpiking, type SpikingOptions } from './spiking/spiking.js'

export interface DriverOptions extends SpikingOptions {
  readonly gpu: Gpu
  readonly device: DeviceDescription
  readonly replay?: 'when-needed' | 'always'
  /** Called after each step with what its kernels did. */
  readonly profile?: ((kernels: readonly KernelProfile[]) => void) | undefined
}

/** The driver of the WebGPU backend: storage, dense and spiking kernels and steps over one device. */
export function createDriver({ gpu, device, replay, profile, ...ofSpiking }: DriverOptions): Driver {
  const spiking = createSpiking(gpu, ofSpiking)
  const rehearsal = createRehearsal(replay === 'always')
  const flags: Region = { storage: gpu.flags, offset: 0 }
  let watched: ReturnType<Gpu['watch']> | undefined
  let underWay = 0

  /** A word that is not zero, to raise a flag with. */
  const raised: Region = { storage: gpu.allocate(4), offset: 0 }
  gpu.write(raised.storage as GpuBuffer, 0, Uint32Array.of(1))

  return {
    contract: contractVersion,
    name: 'webgpu',
    device,
    lacks: new Set(),
    memoryLimit: gpu.limit,
    dense: createDenseKernels(gpu),
    spiking: spiking.kernels,

    allocate: (bytes) => gpu.allocate(bytes),
    release: (storage) => gpu.release(storage as GpuBuffer),
    write: (storage, data, offset = 0) => gpu.write(storage as GpuBuffer, offset, data as ArrayBufferView<ArrayBuffer>),
    async read(storage, offset, bytes) {
      try {
        return await gpu.readBack([{ buffer: (storage as GpuBuffer).buffer, offset, bytes }])
      } catch (error) {
        // The failure has been told: the next step has nothing to do with it.
        if (underWay === 0) gpu.lowerFlags()
        throw error
      }
    },

    begin() {
      underWay++
      watched = gpu.watch()
      gpu.gate(true)
      rehearsal.begin()
      spiking.begin()
    },
    commit() {
      gpu.together()
      if (rehearsal.voids()) gpu.copy(raised, { ...flags, offset: Flag.overflow }, 1)
    },
    async submit(spans): Promise<Status> {
      const { piece, counts } = spiking.submit()
      const pieces = [pieceOf(flags, FLAG_WORDS), ...spans.map((span) => pieceOf(span, span.length)), piece]
      const length = spans.reduce((sum, span) => sum + span.length, 0)
      const profiled = profile && gpu.profile()
      const reading = gpu.readStatus(pieces)
      gpu.gate(false)
      const all = Promise.all([reading, watched!(), profiled])
      const [bytes, refused, kernels] = await all.finally(() => underWay--)
      const words = new Uint32Array(bytes)
      gpu.judge(refused, words[Flag.refused] !== 0)
      if (kernels) profile!(kernels)
      return {
        overflow: words[Flag.overflow] !== 0,
        nonFinite: words[Flag.nonFinite] !== 0,
        values: new Float32Array(bytes.slice(4 * FLAG_WORDS, 4 * (FLAG_WORDS + length))),
        layers: counts(words.subarray(FLAG_WORDS + length)),
      }
    },
    resume() {
      gpu.lowerFlags()
      rehearsal.resume()
      spiking.resume()
    },
    close: async () => gpu.close(),
  }
}

function pieceOf({ storage, offset }: Region, words: number): Piece {
  return { buffer: (storage as GpuBuffer).buffer, offset: 4 * offset, bytes: 4 * words }
}
