import { contractVersion, createBackend, createRehearsal, MemoryError } from '@snn/core'
import type { Backend, Driver, PackedEvents, PlanSize, Region, SpikeGradientTarget } from '@snn/core'
import type { DriverOptions } from '../suite/options.js'
import { plainDense } from './plain-dense.js'
import { plainLayer, plainReadout } from './plain-layers.js'
import type { PlainStep } from './plain-sweep.js'
import { floats, listOf, plainTrain, targetOf, type PlainStorage, type PlainTrain } from './plain-train.js'

type Operands = { readonly train: PlainTrain; readonly output: Region }
type Slot = { readonly train: PlainTrain; readonly slot: number }

/** A backend of plain loops, as programs use it. @public */
export async function plain(options?: DriverOptions): Promise<Backend> {
  return createBackend(plainDriver(options))
}

/**
 * A backend in the fewest lines, slow and obvious: the example of docs/backends.md. It serves to test `core` without kernels, and
 * the suite itself.
 */
export function plainDriver({ capacity = Infinity, memoryLimit = Infinity, replay }: DriverOptions = {}): Driver {
  let [held, committing] = [0, false]
  const step: PlainStep = { nonFinite: false, layers: [], short: [] }
  const rehearsal = createRehearsal(replay === 'always')
  const dense = Object.entries(plainDense(step))
  /** What outlives a step is not written while the step is void. */
  const guarded = (kernel: (call: never) => void) => (call: never) => {
    if (!committing || (step.short.length === 0 && !step.nonFinite)) kernel(call)
  }

  return {
    contract: contractVersion,
    name: 'plain',
    device: { summary: 'plain loops on the host', details: {} },
    lacks: new Set(),
    memoryLimit,
    allocate(bytes) {
      if (held + bytes > memoryLimit)
        throw new MemoryError({ what: `${held} bytes are held; ${bytes} more would pass the limit of ${memoryLimit}` })
      held += bytes
      return { bytes, data: new ArrayBuffer(bytes) } satisfies PlainStorage
    },
    release: (storage) => void (held -= storage.bytes),
    write: ({ data }: PlainStorage, { buffer, byteOffset, byteLength }, offset = 0) =>
      new Uint8Array(data, offset).set(new Uint8Array(buffer, byteOffset, byteLength)),
    read: async (storage: PlainStorage, offset, bytes) => storage.data.slice(offset, offset + bytes),
    dense: Object.fromEntries(dense.map(([name, kernel]) => [name, guarded(kernel)])) as unknown as Driver['dense'],
    spiking: {
      createTrain: (neurons) => plainTrain(neurons),
      writeTrain(train: PlainTrain, { batch, time, rowStart, index }: PackedEvents) {
        Object.assign(train, plainTrain(train.neurons, batch, time))
        for (let row = 0; row < batch * time; row++)
          for (const j of index.slice(rowStart[row], rowStart[row + 1]).sort()) train.events.push({ row, j })
      },
      releaseTrain() {},
      plan: (layer, size) => ({ ...plainLayer(layer, step, capacity), ...holding(size) }),
      planReadout: (readout, size) => ({ ...plainReadout(readout, step), ...holding(size) }),
      counts: (call: Operands) => addUp(call, call.train.time),
      toDense: (call: Operands) => addUp(call, 1),
      countsBackward({ gradient, into }: { gradient: Region; into: SpikeGradientTarget }) {
        const { time, neurons } = into.gradient.train
        for (const { row, j, epsilon } of targetOf(into))
          epsilon[into.gradient.slot]! += floats(gradient)[Math.floor(row / time) * neurons + j]!
      },
      readEvents: async (train: PlainTrain) => listOf(train, train.events),
      async readActive(train: PlainTrain) {
        return { ...listOf(train, train.active), potentials: Float32Array.from(train.active, ({ v }) => v) }
      },
      readGradient: async ({ train, slot }: Slot) => Float32Array.from(train.active, ({ epsilon }) => epsilon[slot]!),
      writeActive: async ({ active }: PlainTrain, values) => active.forEach((entry, k) => (entry.v = values[k]!)),
      writeGradient: async ({ train, slot }: Slot, values) =>
        train.active.forEach(({ epsilon }, k) => (epsilon[slot] = values[k]!)),
    },
    begin() {
      step.layers = []
      rehearsal.begin()
    },
    commit() {
      committing = true
      if (rehearsal.voids()) step.short.push(() => {})
    },
    async submit(spans) {
      committing = false
      const values = spans.flatMap((at) => [...floats(at).subarray(0, at.length)])
      return { ...step, overflow: step.short.length > 0, values: Float32Array.from(values) }
    },
    resume() {
      step.nonFinite = false
      for (const grow of step.short.splice(0)) grow()
      rehearsal.resume()
    },
    close: async () => {},
  }
}

/** A plan holds lists alone. */
const holding = (size: PlanSize) => ({ size, bytes: 0, release() {} })

/** How many events each neuron has in so many steps at a time. */
function addUp({ train: { batch, time, neurons, events }, output }: Operands, steps: number): void {
  const sums = floats(output).fill(0, 0, ((batch * time) / steps) * neurons)
  for (const { row, j } of events) sums[Math.floor(row / steps) * neurons + j]!++
}
