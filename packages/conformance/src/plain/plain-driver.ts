import {
  contractVersion,
  createRehearsal,
  MemoryError,
  type Driver,
  type LayerCounts,
  type Region,
  type SpikingKernels,
} from '@snn/core'
import { plainDense } from './plain-dense.js'
import { plainLayer, type Reports } from './plain-layer.js'
import { plainReadout } from './plain-readout.js'
import { floats, PlainTrain, type PlainStorage } from './plain-storage.js'

/** @public */
export interface PlainOptions {
  /** Room for spikes and active entries of every layer at first; without it there is always room. */
  readonly capacity?: number
  readonly memoryLimit?: number
  /** `'always'` voids every step when it is given first, as if a list had been too short. */
  readonly replay?: 'always'
}

/**
 * A backend that is slow, obvious, and keeps every train dense: what a backend must do, in the fewest lines. It serves to
 * test `core` without kernels, and the suite itself.
 */
export function plainDriver({ capacity = Infinity, memoryLimit = Infinity, replay }: PlainOptions = {}): Driver {
  let held = 0
  let committing = false
  const flag = { overflow: false, nonFinite: false }
  const room = new WeakMap<object, number>()
  const needs = new Map<object, number>()
  let layers: (() => LayerCounts)[] = []
  const rehearsal = createRehearsal(replay === 'always')

  const reports: Reports = {
    counts: (counts) => layers.push(counts),
    overflows(plan, need) {
      if (need <= (room.get(plan) ?? capacity)) return false
      needs.set(plan, need)
      return (flag.overflow = true)
    },
  }

  /** What outlives a step is not written while the flag is up. */
  const guarded = <K extends object>(kernels: K): K =>
    new Proxy(kernels, {
      get: (target, name) => {
        const kernel = Reflect.get(target, name) as (call: unknown) => void
        return (call: unknown) => {
          if (!(committing && (flag.overflow || flag.nonFinite))) kernel(call)
        }
      },
    })

  return {
    contract: contractVersion,
    name: 'plain',
    device: { summary: 'plain loops on the host', details: {} },
    lacks: new Set(),
    memoryLimit,
    allocate(bytes) {
      if (held + bytes > memoryLimit)
        throw new MemoryError({
          what: `${bytes} bytes more would pass the limit of ${memoryLimit}; ${held} are held`,
          fix: 'Use a smaller batch.',
        })
      held += bytes
      return { bytes, data: new ArrayBuffer(bytes) } satisfies PlainStorage
    },
    release: (storage) => void (held -= storage.bytes),
    write(storage, data, offset = 0) {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      new Uint8Array((storage as PlainStorage).data).set(bytes, offset)
    },
    read: async (storage, offset, bytes) => (storage as PlainStorage).data.slice(offset, offset + bytes),
    dense: guarded(plainDense(() => void (flag.nonFinite = true))),
    spiking: plainSpiking(reports),
    begin() {
      layers = []
      rehearsal.begin()
    },
    commit() {
      committing = true
      if (rehearsal.voids()) flag.overflow = true
    },
    async submit(scalars: readonly Region[]) {
      committing = false
      const status = {
        ...flag,
        scalars: Float32Array.from(scalars, (region) => floats(region)[0]!),
        layers: layers.map((counts) => counts()),
      }
      return Promise.resolve(status)
    },
    resume() {
      flag.overflow = flag.nonFinite = false
      for (const [plan, need] of needs) room.set(plan, need)
      needs.clear()
      rehearsal.resume()
    },
    close: async () => {},
  }
}

function plainSpiking(reports: Reports): SpikingKernels {
  const plain = (train: unknown): PlainTrain => train as PlainTrain
  return {
    createTrain: (neurons) => new PlainTrain(neurons),
    writeTrain(train, { batch, time, neurons, rowStart, index }) {
      plain(train).resize(batch, time)
      for (let row = 0; row < batch * time; row++)
        for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++) plain(train).counts[row * neurons + index[k]!]!++
    },
    releaseTrain() {},
    plan: (layer, size) => plainLayer(layer, size, reports),
    planReadout: (readout, size) => plainReadout(readout, size, reports),
    counts({ train, output }) {
      const { counts, batch, time, neurons } = plain(train)
      const y = floats(output).fill(0, 0, batch * neurons)
      counts.forEach((n, cell) => (y[Math.floor(cell / neurons / time) * neurons + (cell % neurons)]! += n))
    },
    countsBackward({ gradient, into: { gradient: to, accumulate } }) {
      const { active, time, neurons } = plain(to.train)
      const g = floats(gradient)
      const epsilon = plain(to.train).gradient(to.slot)
      if (!accumulate) epsilon.fill(0)
      active.forEach((on, cell) => {
        if (on) epsilon[cell]! += g[Math.floor(cell / neurons / time) * neurons + (cell % neurons)]!
      })
    },
    toDense: ({ train, output }) => floats(output).set(plain(train).counts),
    async readEvents(train) {
      const { b, t, i } = plain(train).cells((cell) => plain(train).counts[cell]!)
      return { batch: train.batch, time: train.time, neurons: train.neurons, b, t, i }
    },
    async readActive(train) {
      const { active, distance, threshold } = plain(train)
      const { b, t, i, cells } = plain(train).cells((cell) => active[cell]!)
      const potentials = Float32Array.from(cells, (cell) => distance[cell]! + threshold)
      return { batch: train.batch, time: train.time, neurons: train.neurons, b, t, i, potentials }
    },
    async readGradient({ train, slot }) {
      const { cells } = plain(train).cells((cell) => plain(train).active[cell]!)
      return Float32Array.from(cells, (cell) => plain(train).gradient(slot)[cell]!)
    },
    async writeActive(train, potentials) {
      const { active, distance, threshold } = plain(train)
      const { cells } = plain(train).cells((cell) => active[cell]!)
      cells.forEach((cell, k) => (distance[cell] = potentials[k]! - threshold))
    },
    async writeGradient({ train, slot }, values) {
      const { cells } = plain(train).cells((cell) => plain(train).active[cell]!)
      cells.forEach((cell, k) => (plain(train).gradient(slot)[cell] = values[k]!))
    },
  }
}
