import { COMPUTE_STAGE, Usage } from './constants.js'
import { mapped } from './mapped.js'

/** What the dispatches of one kernel did. @experimental */
export interface KernelProfile {
  readonly name: string
  readonly dispatches: number
  readonly workgroups: number
  /** Time on the device; undefined where it measures none. */
  readonly milliseconds: number | undefined
  /** Bytes that its lanes read, as often as they do; what a whole workgroup reads at one place counts once. */
  readonly bytesRead: number
  readonly bytesWritten: number
}

/** Kernels that say what they read and write, and the time of each dispatch: for measurements, since both cost time. */
export interface Profiler {
  /** Of the tally, in which kernels count. */
  readonly layout: GPUBindGroupLayout
  readonly tally: GPUBindGroup
  /** Where in the tally a kernel counts. */
  placeOf(name: string): number
  /** The pass of one dispatch, which the list of commands is about to have. */
  passOf(name: string, workgroups: number, encoder: GPUCommandEncoder): GPUComputePassDescriptor
  /** At the end of a list of commands: keeps its times. */
  finish(encoder: GPUCommandEncoder): void
  /** What was handed over since it was asked last, once that has happened. What is handed over from here on belongs to the next. */
  take(): Promise<readonly KernelProfile[]>
}

const MOST_KERNELS = 256
/** Words read and written, two words each. */
const TALLY_WORDS = 4
/** Dispatches that are timed before their times are kept. */
const MOST_TIMED = 1024

interface Times {
  readonly names: readonly string[]
  readonly buffer: GPUBuffer
}

export function createProfiler(device: GPUDevice): Profiler {
  const places = new Map<string, number>()
  const size = 4 * TALLY_WORDS * MOST_KERNELS
  const tally = device.createBuffer({ size, usage: Usage.STORAGE | Usage.COPY_SRC | Usage.COPY_DST })
  const entry = { binding: 0, visibility: COMPUTE_STAGE, buffer: { type: 'storage' } } as const
  const layout = device.createBindGroupLayout({ entries: [entry] })
  const querySet = device.features.has('timestamp-query')
    ? device.createQuerySet({ type: 'timestamp', count: 2 * MOST_TIMED })
    : undefined
  const resolved = device.createBuffer({ size: 16 * MOST_TIMED, usage: Usage.QUERY_RESOLVE | Usage.COPY_SRC })
  const done = new Map<string, { dispatches: number; workgroups: number }>()
  let timed: string[] = []
  let times: Times[] = []

  const mappable = (bytes: number): GPUBuffer =>
    device.createBuffer({ size: bytes, usage: Usage.MAP_READ | Usage.COPY_DST })

  async function bytesOf(buffer: GPUBuffer): Promise<ArrayBuffer> {
    await mapped(device, buffer)
    const bytes = buffer.getMappedRange().slice(0)
    buffer.destroy()
    return bytes
  }

  async function millisecondsByName(all: readonly Times[]): Promise<Map<string, number>> {
    const sums = new Map<string, number>()
    for (const { names, buffer } of all) {
      const stamps = new BigUint64Array(await bytesOf(buffer))
      for (const [k, name] of names.entries()) {
        const nanoseconds = Number(stamps[2 * k + 1]! - stamps[2 * k]!)
        sums.set(name, (sums.get(name) ?? 0) + nanoseconds / 1e6)
      }
    }
    return sums
  }

  function placeOf(name: string): number {
    let place = places.get(name)
    if (place === undefined) places.set(name, (place = TALLY_WORDS * places.size))
    return place
  }

  function finish(encoder: GPUCommandEncoder): void {
    if (!querySet || timed.length === 0) return
    const buffer = mappable(16 * timed.length)
    encoder.resolveQuerySet(querySet, 0, 2 * timed.length, resolved, 0)
    encoder.copyBufferToBuffer(resolved, 0, buffer, 0, 16 * timed.length)
    times.push({ names: timed, buffer })
    timed = []
  }

  return {
    layout,
    tally: device.createBindGroup({ layout, entries: [{ binding: 0, resource: { buffer: tally } }] }),
    placeOf,
    passOf(name, workgroups, encoder) {
      const { dispatches = 0, workgroups: before = 0 } = done.get(name) ?? {}
      done.set(name, { dispatches: dispatches + 1, workgroups: before + workgroups })
      if (!querySet) return {}
      if (timed.length === MOST_TIMED) finish(encoder)
      const beginningOfPassWriteIndex = 2 * timed.length
      timed.push(name)
      const endOfPassWriteIndex = beginningOfPassWriteIndex + 1
      return { timestampWrites: { querySet, beginningOfPassWriteIndex, endOfPassWriteIndex } }
    },
    finish,
    async take() {
      const [kernels, stamps] = [[...done], times]
      done.clear()
      times = []
      const copy = mappable(size)
      const encoder = device.createCommandEncoder()
      encoder.copyBufferToBuffer(tally, 0, copy, 0, size)
      encoder.clearBuffer(tally)
      device.queue.submit([encoder.finish()])
      const words = new Uint32Array(await bytesOf(copy))
      const milliseconds = await millisecondsByName(stamps)
      return kernels.map(([name, counts]): KernelProfile => {
        const bytes = (at: number): number =>
          4 * (words[placeOf(name) + at]! + 2 ** 32 * words[placeOf(name) + at + 1]!)
        return { name, ...counts, milliseconds: milliseconds.get(name), bytesRead: bytes(0), bytesWritten: bytes(2) }
      })
    },
  }
}
