import {
  contractVersion,
  createRehearsal,
  type DenseKernels,
  type DeviceDescription,
  type Driver,
  type Status,
  type Storage,
} from '@snn/core'
import { createDenseKernels } from './dense/dense-kernels.js'
import type { CpuEngine } from './engine/engine.js'
import type { Report } from './engine/report.js'
import type { CpuStorage } from './engine/types.js'
import type { Spiking } from './spiking/spiking.js'

export interface DriverOptions {
  readonly engine: CpuEngine
  readonly spiking: (engine: CpuEngine) => Spiking
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

  /** What the layers of a step have counted, if it is wanted: it stands in the arguments, which then go. */
  function counts(report: Report, step: number, counted: boolean, release: () => void): Status {
    if (counted) report.layers = spiking.counts.read(step)
    release()
    return report
  }

  async function countsLater(
    report: Promise<Report>,
    step: number,
    counted: boolean,
    release: () => void,
  ): Promise<Status> {
    return counts(await report, step, counted, release)
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
      return memory.u8().slice(begin, begin + bytes).buffer
    },

    begin() {
      engine.barrier()
      engine.renewArguments()
      releaseArguments = engine.openArguments()
      inStep = true
      rehearsal.begin()
      spiking.counts.begin()
    },
    commit() {
      if (rehearsal.voids()) engine.raiseOverflow()
      engine.guarded = true
    },
    submit(spans, counted) {
      const release = releaseArguments!
      const step = spiking.counts.close()
      const report = engine.report(spans)
      engine.guarded = false
      engine.closeArguments()
      inStep = false
      return report instanceof Promise
        ? countsLater(report, step, counted, release)
        : counts(report, step, counted, release)
    },
    resume() {
      engine.lowerFlags()
      rehearsal.resume()
      spiking.resume()
    },
    close: engine.close,
  }
}

function addressOfStorage(storage: Storage): number {
  return (storage as CpuStorage).address
}
