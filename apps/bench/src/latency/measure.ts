import { getHeapStatistics } from 'node:v8'
import { assign, hostArray, type Backend, type EventList } from '@snn/core'
import { median, quantile, summarize } from '@snn/metrics'
import { describeMachine, type Machine } from '../machine.js'
import { networkOf } from '../program.js'
import { timing, type Timing } from '../step/measure.js'
import type { Work } from '../work/work.js'

/** How often, and in what pieces. */
export interface LatencyOptions {
  /** Time steps a push. */
  readonly chunk: number
  /** Pushes that are not counted. */
  readonly warmUp: number
  /** Pushes that are. */
  readonly pushes: number
}

/** What `bench latency` prints with --json. */
export interface LatencyResult {
  readonly backend: string
  readonly device: string
  readonly machine: Machine
  readonly batch: number
  readonly chunk: number
  readonly sizes: readonly number[]
  /** From the call that brings the events in to the logits on the host, in µs. */
  readonly us: Timing & { readonly p99: number }
  /** Processor time over all threads. */
  readonly cpuUs: number
  /** Bytes allocated on the host by a push, array buffers included. */
  readonly hostBytes: number
  readonly eventsPerPush: number
}

/** Pushes between two looks at the heap: few enough that most windows see no collection. */
const WINDOW = 64

/** Times pushes of a stream, one after the other, each awaited. */
export async function measureLatency(backend: Backend, work: Work, o: LatencyOptions): Promise<LatencyResult> {
  const machine = describeMachine()
  const model = await networkOf(work).build(backend, { seed: 0 })
  const weights = work.weights.map((data, k) => backend.tensor(hostArray(data, [work.sizes[k]!, work.sizes[k + 1]!])))
  await backend.step(() => weights.forEach((tensor, k) => assign(model.parameters[`layer${k}.weight`]!, tensor)))
  for (const tensor of weights) tensor.free()
  const stream = model.stream(work.batch)
  const chunks = piecesOf(work, o.chunk)
  const us = new Float64Array(o.pushes)
  const grown: number[] = []
  let cpuBefore = process.cpuUsage()
  let heap = heapBytes()
  for (let n = -o.warmUp; n < o.pushes; n++) {
    if (n === 0) {
      cpuBefore = process.cpuUsage()
      heap = heapBytes()
    }
    const before = performance.now()
    const spikes = backend.spikes(chunks[(n + o.warmUp) % chunks.length]!)
    await stream.push(spikes)
    spikes.free()
    if (n < 0) continue
    us[n] = 1000 * (performance.now() - before)
    if ((n + 1) % WINDOW > 0) continue
    grown.push((heapBytes() - heap) / WINDOW)
    heap = heapBytes()
  }
  const { user, system } = process.cpuUsage(cpuBefore)
  stream.close()
  model.free()
  return {
    backend: backend.name,
    device: backend.device,
    machine,
    batch: work.batch,
    chunk: o.chunk,
    sizes: work.sizes,
    us: { ...timing(us), p99: quantile(us, 0.99) },
    cpuUs: (user + system) / o.pushes,
    hostBytes: grown.length > 0 ? median(grown) : 0,
    eventsPerPush: summarize(chunks.map(({ b }) => b.length)).mean,
  }
}

function heapBytes(): number {
  const { used_heap_size: used, external_memory: external } = getHeapStatistics()
  return used + external
}

/** The events of a work in pieces of so many time steps; what is left at its end is dropped. */
function piecesOf({ batch, time, sizes, events }: Work, chunk: number): EventList[] {
  const pieces = Array.from({ length: Math.floor(time / chunk) }, () => ({
    b: [] as number[],
    t: [] as number[],
    i: [] as number[],
  }))
  for (let k = 0; k < events.length; k += 3) {
    const step = events[k + 1]!
    const piece = pieces[Math.floor(step / chunk)]
    piece?.b.push(events[k]!)
    piece?.t.push(step % chunk)
    piece?.i.push(events[k + 2]!)
  }
  return pieces.map(({ b, t, i }) => ({
    batch,
    time: chunk,
    neurons: sizes[0]!,
    b: Int32Array.from(b),
    t: Int32Array.from(t),
    i: Int32Array.from(i),
  }))
}
