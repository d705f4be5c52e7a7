import {
  contractVersion,
  createRehearsal,
  type DenseKernels,
  type DeviceDescription,
  type Driver,
  type LayerCounts,
  type SpikingKernels,
  type Status,
  type Storage,
} from '@snn/core'
import { createDenseKernels } from './dense/dense-kernels.js'
import type { CpuEngine } from './engine/engine.js'
import type { Report } from './engine/report.js'
import type { CpuStorage } from './engine/types.js'

/** The spiking kernels and what the driver asks of them around a step. */
export interface SpikingPart {
  readonly kernels: SpikingKernels
  /** A step begins: what its layers do is counted from here on. */
  begin(): void
  /** Every call of the step was given. With what is returned, `counts` tells what its layers did, once they have happened. */
  submit(): number
  counts(step: number): readonly LayerCounts[]
  /** Gives more room to every plan that overflowed. */
  resume(): void
}

export interface DriverOptions {
  readonly engine: CpuEngine
  readonly spiking: (engine: CpuEngine) => SpikingPart
  readonly replay: 'when-needed' | 'always'
  readonly device: DeviceDescription
}

/** The driver of the CPU backend: storage, dense and spiking kernels and steps over one engine. */
export function createDriver({ engine, spiking: createSpiking, replay, device }: DriverOptions): Driver {
  const { memory } = engine
  const spiking = createSpiking(engine)
  const kernels = createDenseKernels(engine)
  let inStep = false
  let releaseArguments: (() => void) | undefined
  const rehearsal = createRehearsal(replay === 'always')

  /** Outside of a step every dense call happens at once, with arguments of its own. */
  function now<Call>(kernel: (call: Call) => void): (call: Call) => void {
    return (call) => {
      if (inStep) {
        kernel(call)
        return
      }
      const release = engine.openArguments()
      try {
        kernel(call)
      } finally {
        engine.closeArguments()
        engine.barrier()
        release()
      }
    }
  }

  const dense = Object.fromEntries(
    Object.entries(kernels).map(([name, kernel]) => [name, now(kernel as (call: unknown) => void)]),
  ) as unknown as DenseKernels

  function withCounts(report: Report, step: number, counted: boolean, release: () => void): Status {
    if (counted) report.layers = spiking.counts(step)
    release()
    return report
  }

  return {
    contract: contractVersion,
    name: 'cpu',
    device,
    lacks: new Set(),
    memoryLimit: memory.limit,
    dense,
    spiking: spiking.kernels,

    allocate(bytes): CpuStorage {
      return { bytes, address: memory.allocate(bytes) }
    },
    release(storage) {
      engine.release(addressOfStorage(storage), storage.bytes)
    },
    write(storage, data, offset = 0) {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      const target = addressOfStorage(storage) + offset
      if (!engine.pending) {
        memory.u8().set(bytes, target)
        return
      }
      const staged = memory.allocate(bytes.length)
      memory.u8().set(bytes, staged)
      engine.move(target, staged, bytes.length)
      engine.release(staged, bytes.length)
    },
    async read(storage, offset, bytes) {
      await engine.flush()
      const begin = addressOfStorage(storage) + offset
      const copy = new Uint8Array(bytes)
      copy.set(memory.u8().subarray(begin, begin + bytes))
      return copy.buffer
    },

    begin() {
      engine.barrier()
      engine.renewArguments()
      releaseArguments = engine.openArguments()
      inStep = true
      rehearsal.begin()
      spiking.begin()
    },
    commit() {
      if (rehearsal.voids()) engine.raiseOverflow()
      engine.guarded = true
    },
    submit(spans, counted) {
      const release = releaseArguments!
      const step = spiking.submit()
      const report = engine.report(spans)
      engine.guarded = false
      engine.closeArguments()
      inStep = false
      return report instanceof Promise
        ? report.then((known) => withCounts(known, step, counted, release))
        : withCounts(report, step, counted, release)
    },
    resume() {
      engine.lowerFlags()
      rehearsal.resume()
      spiking.resume()
    },
    close: () => engine.close(),
  }
}

function addressOfStorage(storage: Storage): number {
  return (storage as CpuStorage).address
}
