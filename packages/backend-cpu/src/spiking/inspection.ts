import type { ActiveList, DeviceGradient, DeviceTrain, EventList } from '@snn/core'
import type { Engine } from '../engine/types.js'
import * as Train from '../generated/records/train.js'
import type { CpuTrain } from './train.js'
import { listsOf } from './train.js'

/** Reading and writing single entries of trains: for the conformance suite, for plots and for `record`. */
export interface Inspection {
  readEvents(train: DeviceTrain): Promise<EventList>
  readActive(train: DeviceTrain): Promise<ActiveList>
  readGradient(gradient: DeviceGradient): Promise<Float32Array>
  writeActive(train: DeviceTrain, potentials: Float32Array): Promise<void>
  writeGradient(gradient: DeviceGradient, values: Float32Array): Promise<void>
}

/** Entries in (b, t, i) order, and where each stands in the lists. */
interface Ordered extends EventList {
  readonly places: Uint32Array
}

export function createInspection(engine: Engine): Inspection {
  const { memory } = engine

  function activeOf(train: DeviceTrain): Ordered {
    const { active, activeStart, activeRows } = listsOf(train)
    if (!active) return nothing(train)
    return inOrder(train as CpuTrain, memory.u32(), memory.u16(), activeStart.address / 4, activeRows.address / 2)
  }

  /** Waits until what a train holds, and one ε of it, is in this memory. */
  async function bring(train: DeviceTrain, gradient = 0): Promise<void> {
    move(train, gradient, false)
    await engine.flush()
  }

  /** Waits until what was changed is where kernels look for it. */
  async function takeBack(train: DeviceTrain, gradient = 0): Promise<void> {
    move(train, gradient, true)
    await engine.flush()
  }

  function move(train: DeviceTrain, gradient: number, back: boolean): void {
    const { lists, partition, record } = train as CpuTrain
    if (lists) engine.moveLists(record(), gradient, partition.groups, back)
  }

  return {
    async readEvents(train) {
      await bring(train)
      const { lists } = train as CpuTrain
      if (!lists) return rowByRow(train as CpuTrain, engine)
      const { eventStart, eventRows } = lists
      const { places: _, ...events } = inOrder(
        train as CpuTrain,
        memory.u32(),
        memory.u16(),
        eventStart.address / 4,
        eventRows.address / 2,
      )
      return events
    },
    async readActive(train) {
      await bring(train)
      const { places, ...entries } = activeOf(train)
      const { excess, threshold } = listsOf(train)
      const f32 = memory.f32()
      const potentials = Float32Array.from(places, (place) => f32[excess.address / 4 + place]! + threshold)
      return { ...entries, potentials }
    },
    async readGradient({ train, slot }) {
      const address = listsOf(train).gradient(slot)
      await bring(train, address)
      const { places } = activeOf(train)
      const f32 = memory.f32()
      return Float32Array.from(places, (place) => f32[address / 4 + place]!)
    },
    async writeActive(train, potentials) {
      await bring(train)
      const { places } = activeOf(train)
      const { excess, threshold } = listsOf(train)
      const f32 = memory.f32()
      places.forEach((place, k) => (f32[excess.address / 4 + place] = potentials[k]! - threshold))
      await takeBack(train)
    },
    async writeGradient({ train, slot }, values) {
      const address = listsOf(train).gradient(slot)
      await bring(train, address)
      const { places } = activeOf(train)
      const f32 = memory.f32()
      places.forEach((place, k) => (f32[address / 4 + place] = values[k]!))
      await takeBack(train, address)
    },
  }
}

/** The entries of lists that stand neuron by neuron in every chunk; fillers, whose row is not one of the chunk's, are left out. */
function inOrder(train: CpuTrain, u32: Uint32Array, u16: Uint16Array, starts: number, rows: number): Ordered {
  const { partition, neurons, batch, time } = train

  function visit(entry: (key: number, neuron: number, place: number) => void): void {
    partition.chunks.forEach(({ sample, samples, step, steps }, chunk) => {
      const table = starts + chunk * (neurons + 1)
      for (let neuron = 0; neuron < neurons; neuron++) {
        for (let place = u32[table + neuron]!; place < u32[table + neuron + 1]!; place++) {
          const row = u16[rows + place]!
          if (row < samples * steps) {
            entry((sample + Math.floor(row / steps)) * time + step + (row % steps), neuron, place)
          }
        }
      }
    })
  }

  const next = new Uint32Array(batch * time + 1)
  visit((key) => next[key + 1]!++)
  for (let key = 0; key < batch * time; key++) next[key + 1]! += next[key]!
  const count = next[batch * time]!
  const [b, t, i] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)]
  const places = new Uint32Array(count)
  visit((key, neuron, place) => {
    const k = next[key]!++
    b[k] = Math.floor(key / time)
    t[k] = key % time
    i[k] = neuron
    places[k] = place
  })
  return { batch, time, neurons, b, t, i, places }
}

function nothing({ batch, time, neurons }: DeviceTrain): Ordered {
  const none = new Int32Array(0)
  return { batch, time, neurons, b: none, t: none, i: none, places: new Uint32Array(0) }
}

/** The events of a train that came from outside, sorted within every row. */
function rowByRow(train: CpuTrain, engine: Engine): EventList {
  const { batch, time, neurons } = train
  const record = train.record() / 4
  const u32 = engine.memory.u32()
  const rowStart = u32[record + Train.rowStart]! / 4
  const address = u32[record + Train.index]!
  const bytes = u32[record + Train.indexBytes]!
  const [b, t, i]: [number[], number[], number[]] = [[], [], []]
  for (let row = 0; row < batch * time; row++) {
    const [from, to] = [u32[rowStart + row]!, u32[rowStart + row + 1]!]
    const index = bytes === 2 ? engine.memory.u16() : u32
    for (const neuron of index.slice(address / bytes + from, address / bytes + to).sort()) {
      b.push(Math.floor(row / time))
      t.push(row % time)
      i.push(neuron)
    }
  }
  return { batch, time, neurons, b: Int32Array.from(b), t: Int32Array.from(t), i: Int32Array.from(i) }
}
