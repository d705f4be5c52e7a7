import type { ActiveList, DeviceTrain, EventList, Region, SpikingKernels } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import type { GpuBuffer } from '../device/pool.js'
import { STEPS } from '../kernels/shape.js'
import type { ActiveEntries, GpuTrain } from './train.js'

type Inspection = Pick<SpikingKernels, 'readEvents' | 'readActive' | 'readGradient' | 'writeActive' | 'writeGradient'>

/** Entries in (b, t, i) order, and where each stands in the lists. */
interface Ordered extends EventList {
  readonly places: readonly number[]
}

/** Reading and writing single entries of trains: for the conformance suite, for plots and for `record`. */
export function createInspection(gpu: Gpu): Inspection {
  async function read({ storage, offset }: Region, words: number): Promise<ArrayBuffer> {
    const { buffer } = storage as GpuBuffer
    return gpu.readBack([{ buffer, offset: 4 * offset, bytes: 4 * words }])
  }

  async function activeOf(train: DeviceTrain): Promise<{ entries: ActiveEntries | undefined; ordered: Ordered }> {
    const { active, batch, words, neurons } = train as GpuTrain
    if (!active) return { entries: active, ordered: inOrder(train as GpuTrain, () => 0) }
    const count = batch * words * neurons
    const [bits, starts] = [
      new Uint32Array(await read(active.actives, count)),
      new Uint32Array(await read(active.starts, count)),
    ]
    const place = (cell: number, step: number): number => starts[cell]! + bitsIn(bits[cell]! & (2 ** step - 1))
    return { entries: active, ordered: inOrder(train as GpuTrain, (cell, step) => (bits[cell]! >>> step) & 1, place) }
  }

  /** Puts values in place of those of a list, in the order of `readActive`. */
  async function replace(train: DeviceTrain, list: (of: ActiveEntries) => Region, values: Float32Array): Promise<void> {
    const { entries, ordered } = await activeOf(train)
    if (!entries) return
    const region = list(entries)
    const all = new Float32Array(await read(region, entries.capacity))
    ordered.places.forEach((place, k) => (all[place] = values[k]!))
    gpu.write(region.storage as GpuBuffer, 4 * region.offset, all)
  }

  async function valuesOf(train: DeviceTrain, list: (of: ActiveEntries) => Region): Promise<Float32Array> {
    const { entries, ordered } = await activeOf(train)
    if (!entries) return new Float32Array()
    const all = new Float32Array(await read(list(entries), entries.capacity))
    return Float32Array.from(ordered.places, (place) => all[place]!)
  }

  return {
    async readEvents(train) {
      const { batch, words, neurons } = train as GpuTrain
      const { spikes, planes, plane } = (train as GpuTrain).bits()
      const bits = new Uint32Array(await read(spikes, (planes - 1) * plane + batch * words * neurons))
      const times = (cell: number, step: number): number => {
        let count = 0
        for (let k = 0; k < planes; k++) count += ((bits[k * plane + cell]! >>> step) & 1) << k
        return count
      }
      const { places: _, ...events } = inOrder(train as GpuTrain, times)
      return events
    },
    async readActive(train): Promise<ActiveList> {
      const { places: _, ...events } = (await activeOf(train)).ordered
      const { threshold = 0 } = (train as GpuTrain).active ?? {}
      const excess = await valuesOf(train, (of) => of.excess)
      return { ...events, potentials: excess.map((value) => value + threshold) }
    },
    readGradient: ({ train, slot }) => valuesOf(train, (of) => of.epsilon(slot)),
    writeActive(train, potentials) {
      const { threshold = 0 } = (train as GpuTrain).active ?? {}
      return replace(
        train,
        (of) => of.excess,
        potentials.map((value) => value - threshold),
      )
    },
    writeGradient: ({ train, slot }, values) => replace(train, (of) => of.epsilon(slot), values),
  }
}

/** Every bin as often as `times` says, which is asked by the place of its word and its step in there. */
function inOrder(
  { batch, time, words, neurons }: GpuTrain,
  times: (cell: number, step: number) => number,
  placeOf: (cell: number, step: number) => number = () => 0,
): Ordered {
  const [b, t, i, places]: number[][] = [[], [], [], []]
  for (let row = 0; row < batch * time; row++) {
    const [sample, step] = [Math.floor(row / time), row % time]
    const first = (sample * words + Math.floor(step / STEPS)) * neurons
    for (let neuron = 0; neuron < neurons; neuron++)
      for (let n = times(first + neuron, step % STEPS); n > 0; n--) {
        b!.push(sample)
        t!.push(step)
        i!.push(neuron)
        places!.push(placeOf(first + neuron, step % STEPS))
      }
  }
  return { batch, time, neurons, b: b!, t: t!, i: i!, places: places! }
}

function bitsIn(word: number): number {
  let count = 0
  for (let rest = word; rest !== 0; rest &= rest - 1) count++
  return count
}
