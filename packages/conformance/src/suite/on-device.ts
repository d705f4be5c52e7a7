import { expr, packEvents, type DeviceTrain, type Driver, type LayerPlan, type Region, type Storage } from '@snn/core'
import { expect } from 'vitest'
import { at, put, zeros, type Array64 } from '../reference/array.js'
import { eventsOfCounts } from '../reference/events.js'
import { inStep } from './in-step.js'

/** What stands around every array, which no kernel may touch. */
const fence = -12_345.5
const before = 3
const behind = 5

/** Arrays and trains on a driver, given back together. */
export interface Workbench {
  readonly driver: Driver
  /** An array with a fence around it. */
  put(values: Array64 | ArrayLike<number>, dtype?: 'float32' | 'int32'): Region
  /** Room for so many numbers, which are NaN until a kernel writes them. */
  room(length: number): Region
  /** The numbers of an array; fails when its fence was touched. */
  read(region: Region, length: number): Promise<Float32Array>
  readIntegers(region: Region, length: number): Promise<Int32Array>
  /** Spike counts [batch, time, neurons] as an input train. */
  train(counts: Array64): DeviceTrain
  /** The train of a layer whose potentials are exactly these (rounded to float32), with its active set. */
  relay(potentials: Array64, threshold: number, backwardThreshold: number): Promise<DeviceTrain>
  /** Released at the end. */
  keep<P extends { release(): void }>(plan: P): P
  release(): void
}

export function workbench(driver: Driver): Workbench {
  const storages: Storage[] = []
  const trains: DeviceTrain[] = []
  const plans: { release(): void }[] = []

  function place(values: Float32Array | Int32Array): Region {
    const storage = driver.allocate(4 * (before + values.length + behind))
    storages.push(storage)
    driver.write(storage, new Float32Array(before).fill(fence))
    if (values.length > 0) driver.write(storage, values, 4 * before)
    driver.write(storage, new Float32Array(behind).fill(fence), 4 * (before + values.length))
    return { storage, offset: before }
  }

  async function bytes({ storage }: Region, length: number): Promise<ArrayBuffer> {
    const all = await driver.read(storage, 0, 4 * (before + length + behind))
    const floats = new Float32Array(all)
    const fences = [...floats.subarray(0, before), ...floats.subarray(before + length)]
    expect(fences, 'what lies around an output').toEqual(fences.map(() => fence))
    return all.slice(4 * before, 4 * (before + length))
  }

  const keep = <P extends { release(): void }>(plan: P): P => {
    plans.push(plan)
    return plan
  }
  const bench: Workbench = {
    driver,
    keep,
    put(values, dtype = 'float32') {
      const data = 'shape' in values ? values.data : values
      return place(dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data))
    },
    room: (length) => place(new Float32Array(length).fill(NaN)),
    read: async (region, length) => new Float32Array(await bytes(region, length)),
    readIntegers: async (region, length) => new Int32Array(await bytes(region, length)),
    train(counts) {
      const train = driver.spiking.createTrain(counts.shape[2]!)
      driver.spiking.writeTrain(train, packEvents(eventsOfCounts(counts), 'sum'))
      trains.push(train)
      return train
    },
    relay: async (potentials, threshold, backwardThreshold) =>
      keep(await relayPlan(bench, potentials, threshold, backwardThreshold)).output,
    release() {
      for (const plan of plans) plan.release()
      for (const train of trains) driver.spiking.releaseTrain(train)
      for (const storage of storages) driver.release(storage)
    },
  }
  return bench
}

/** Without leak, reset and weights V[t+1] = current[t]: the layer does what it is told. */
async function relayPlan(
  { driver, put: upload }: Workbench,
  potentials: Array64,
  threshold: number,
  backwardThreshold: number,
): Promise<LayerPlan> {
  const [batch, time, neurons] = potentials.shape as [number, number, number]
  const current = zeros(potentials.shape)
  const initial = zeros([batch, neurons])
  for (let b = 0; b < batch; b++)
    for (let j = 0; j < neurons; j++) {
      put(initial, at(potentials, b, 0, j), b, j)
      for (let t = 1; t < time; t++) put(current, at(potentials, b, t, j), b, t - 1, j)
    }
  const layer = { inputs: 0, neurons, alpha: 0, threshold, reset: 0, backwardThreshold, surrogate: expr.constant(1) }
  const plan = driver.spiking.plan(layer, { batch, time })
  const call = { batch, time, current: upload(current), currentPerStep: true, initial: upload(initial), active: true }
  await inStep(driver, () => plan.forward(call))
  return plan
}

/** Runs a test on a workbench of its own. */
export async function atWorkbench<T>(driver: Driver, work: (bench: Workbench) => Promise<T>): Promise<T> {
  const bench = workbench(driver)
  try {
    return await work(bench)
  } finally {
    bench.release()
  }
}
