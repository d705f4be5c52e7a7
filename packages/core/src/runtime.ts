import type { DeviceTrain, Driver, LayerPlan, PackedEvents, ReadoutPlan, Status, Storage } from './backend.js'
import { contractVersion } from './brand.js'
import { AbortError, BackendError, StepError, VersionError } from './errors.js'
import { EventRoom, packEvents } from './events.js'
import {
  dtypeOf,
  hostArray,
  toContiguous,
  type DataOf,
  type Dtype,
  type EventList,
  type HostArray,
} from './host-array.js'
import { HeldTrain, type SpikeTrain } from './spike-train.js'
import { Arena } from './step/arena.js'
import { createBuffer, type Buffer } from './step/buffer.js'
import { Job } from './step/job.js'
import type { Call, StepList } from './step/list.js'
import { Plans } from './step/plans.js'
import { StepQueue } from './step/queue.js'
import { Recorder } from './step/recorder.js'
import type { Recorded } from './step/repeated.js'
import { collectResult, settle } from './step/result.js'
import { isPacked, DeviceTensor, type Tensor } from './tensor.js'
import type { Backend, Memory, Settled, StepOptions, StepResult } from './types.js'

/**
 * Makes the backend that users see from the driver that a backend package has written.
 * @throws VersionError when the driver was built against another version of the contract.
 */
export function createBackend(driver: Driver): Backend {
  if (driver.contract !== contractVersion)
    throw new VersionError({
      what: `the backend ${driver.name} was built for contract version ${driver.contract}; this @snn/core has version ${contractVersion}`,
      fix: `Install the same version of @snn/core and @snn/backend-${driver.name}.`,
    })
  return new Runtime(driver) as unknown as Backend
}

/** Where a platform has none yet (Safari), the one that compilers of `await using` look for. */
const asyncDispose = (Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')) as typeof Symbol.asyncDispose

/** What is behind every {@link Backend}: the driver, the queue of steps, and the account of bytes. */
export class Runtime {
  readonly driver: Driver
  readonly plans: Plans
  readonly #queue: StepQueue
  /** The step whose closure is running. */
  recorder: Recorder | undefined
  readonly #arena: Arena
  readonly #room = new EventRoom()
  readonly #iotas = new Map<number, DeviceTensor<'float32'>>()
  #owned = 0
  #peak = 0
  #closed: Promise<void> | undefined

  constructor(driver: Driver) {
    this.driver = driver
    this.#arena = new Arena(driver)
    this.#queue = new StepQueue(driver)
    this.plans = new Plans(driver, (action) => this.#queue.afterwards(action))
  }

  get name(): string {
    return this.driver.name
  }

  get device(): string {
    return this.driver.device.summary
  }

  get details(): Backend['details'] {
    return this.driver.device.details
  }

  get memory(): Memory {
    const live = this.#owned + this.#queue.bytes
    return {
      live,
      peak: Math.max(this.#peak, live),
      reserved: this.#owned + this.#arena.bytes + this.plans.bytes,
    }
  }

  resetPeak(): void {
    this.#peak = 0
    this.#notePeak()
  }

  assertOpen(use: string): void {
    if (this.#closed)
      throw new BackendError({
        what: `${use} was asked of the backend ${this.name} after it had been closed`,
        fix: 'Close the backend last.',
      })
  }

  // ----------------------------------------------------------------------------------------------------- values in

  tensor(view: HostArray<Float32Array> | HostArray<Int32Array>): DeviceTensor {
    const tensor = this.#tensorOf(view)
    if (this.recorder) {
      tensor.scope = this.recorder
      this.recorder.inputs.add(tensor.buffer)
    }
    return tensor
  }

  /** A tensor of the caller, wherever it is made. */
  #tensorOf(view: HostArray<Float32Array> | HostArray<Int32Array>): DeviceTensor {
    this.assertOpen('tensor')
    const data: Float32Array | Int32Array = toContiguous(
      view as HostArray<Float32Array>,
      'the array given to backend.tensor',
    )
    const dtype = dtypeOf(data)
    const buffer = this.#own(4 * data.length)
    this.driver.write(buffer.storage!, data)
    const range = dtype === 'int32' ? rangeOf(data) : undefined
    return new DeviceTensor({ runtime: this, dtype, shape: [...view.shape], buffer, scope: undefined, range })
  }

  spikes(events: EventList | PackedEvents, o?: { readonly bins?: 'clamp' | 'sum' }): SpikeTrain {
    this.assertOpen('spikes')
    const packed = packEvents(events, o?.bins ?? 'clamp', this.#room)
    const device = this.plans.takeTrain(packed.neurons)
    this.driver.spiking.writeTrain(device, packed)
    this.#owned += device.bytes
    this.#notePeak()
    const train = new HeldTrain(this, device, packed)
    this.recorder?.inputTrains.add(train)
    return train as unknown as SpikeTrain
  }

  /** 0, 1, 2, … as float32 [length]: kept, since losses ask for the same again and again. */
  iota(length: number): DeviceTensor<'float32'> {
    const known = this.#iotas.get(length)
    if (known) return known
    const tensor = this.#tensorOf(hostArray(Float32Array.from({ length }, (_, k) => k))) as DeviceTensor<'float32'>
    this.#iotas.set(length, tensor)
    return tensor
  }

  free(buffer: Buffer): void {
    const { storage, bytes, freed } = buffer
    if (freed || !storage) return
    buffer.freed = true
    this.#owned -= bytes
    this.#queue.afterwards(() => this.#release(storage))
  }

  freeTrain(device: DeviceTrain): void {
    this.#owned -= device.bytes
    if (this.#queue.idle) this.plans.returnTrain(device)
    else this.#returnLater(device)
  }

  #returnLater(device: DeviceTrain): void {
    this.#queue.afterwards(() => this.plans.returnTrain(device))
  }

  #release(storage: Storage): void {
    if (!this.#closed) this.driver.release(storage)
  }

  /** A buffer for a result: of the step that is running, or of the caller. */
  buffer(bytes: number): Buffer {
    const buffer = createBuffer(bytes)
    this.recorder!.local.push(buffer)
    return buffer
  }

  #own(bytes: number): Buffer {
    const buffer = createBuffer(bytes)
    this.#store(buffer)
    this.#notePeak()
    return buffer
  }

  #store(buffer: Buffer): void {
    buffer.storage = this.driver.allocate(buffer.bytes)
    this.#owned += buffer.bytes
  }

  #notePeak(): void {
    this.#peak = Math.max(this.#peak, this.#owned + this.#queue.bytes)
  }

  // ---------------------------------------------------------------------------------------------------- values out

  async readTensor<D extends Dtype>(tensor: DeviceTensor<D>): Promise<DataOf<D>> {
    await this.#queue.idleUnlessInspecting()
    const { buffer, dtype, size } = tensor
    let bytes: ArrayBuffer
    if (isPacked(tensor)) bytes = await this.driver.read(buffer.storage!, 4 * tensor.offset, 4 * size)
    else {
      const storage = this.driver.allocate(4 * size)
      this.driver.dense.copy({
        shape: tensor.shape,
        input: tensor.region,
        inputStrides: tensor.strides,
        output: { storage, offset: 0 },
        outputStrides: tensor.shape.map((_, axis) => tensor.shape.slice(axis + 1).reduce((a, b) => a * b, 1)),
      })
      bytes = await this.driver.read(storage, 0, 4 * size)
      this.driver.release(storage)
    }
    return (dtype === 'int32' ? new Int32Array(bytes) : new Float32Array(bytes)) as DataOf<D>
  }

  /** Waits for every step given so far. */
  idle(): Promise<void> {
    return this.#queue.idleUnlessInspecting()
  }

  // ----------------------------------------------------------------------------------------------------------- step

  async step<const R extends StepResult>(body: () => R, o: StepOptions = {}): Promise<Settled<R>> {
    if (this.recorder)
      throw new StepError({
        what: 'a step was begun inside another step',
        fix: 'Do the work of both in one closure, or give them one after the other.',
      })
    let result: R
    let recorder: Recorder | undefined
    const record = (): StepList => {
      if (o.signal?.aborted) throw aborted(o.signal)
      const recording = (recorder = new Recorder())
      return orReverted(recording, () => {
        result = this.#run(recording, body)
        const list = this.#complete(recording, collectResult(result, recording), o)
        this.#peak = Math.max(this.#peak, this.#owned + Math.max(list.bytes(), this.#queue.bytes))
        return list
      })
    }
    const { inspect } = o
    const inspected = inspect && (() => inspect().finally(() => this.#dropSlots(recorder!)))
    const job = new Job(record, inspect !== undefined)
    let status: Status
    await new Promise<void>((resolve, reject) => {
      job.happened = (word) => {
        status = word
        return inspected?.()
      }
      job.done = resolve
      job.failed = reject
      this.give(job)
    }).finally(() => recorder && this.#end(recorder))
    const bytes = job.list!.bytes()
    this.#peak = Math.max(this.#peak, this.#owned + bytes)
    const { layers, values } = status!
    o.report?.({ layers, replays: job.replays, bytes })
    return settle(result!, values) as Settled<R>
  }

  /** Gives a step, unless the backend has been closed. */
  give(job: Job): void {
    try {
      this.assertOpen('step')
      this.#queue.give(job)
    } catch (error) {
      job.failed(error)
    }
  }

  /** A list that can be given again and again: all that its closure makes has storage of its own. */
  record(body: () => DeviceTensor): Recorded {
    const recorder = new Recorder()
    recorder.tape.recording = false
    const free = (): void => recorder.local.forEach((buffer) => this.free(buffer))
    recorder.reverts.push(free)
    return orReverted(recorder, () => {
      const result = this.#run(recorder, body)
      result.scope = undefined
      recorder.ended = true
      for (const buffer of recorder.local) this.#store(buffer)
      const { calls, commits, plans } = recorder
      const used = [...calls, ...commits].flatMap(({ reads, writes }) => [...reads, ...writes])
      const values = [result.span]
      const list = { calls, commits, reverts: [], values: () => values, counted: false, bytes: () => sumOf(plans) }
      return { list, stale: () => used.some(isFreed), free }
    })
  }

  /** Runs an operation: inside a step it is recorded; outside it runs at once, and what it returns belongs to the caller. */
  operate<T extends DeviceTensor | readonly DeviceTensor[]>(operation: () => T): T {
    if (this.recorder) return operation()
    const recorder = new Recorder()
    recorder.tape.recording = false
    const result = this.#run(recorder, operation)
    const results: readonly DeviceTensor[] = 'kind' in result ? [result] : result
    const list = orReverted(recorder, () => this.#complete(recorder, { escaping: results, scalars: [] }, {}))
    this.#queue.follow(list)
    recorder.ended = true
    for (const tensor of results) tensor.scope = undefined
    return result
  }

  /** What was brought in from the host inside the step goes with it. */
  #end(recorder: Recorder): void {
    recorder.ended = true
    for (const buffer of recorder.inputs) this.free(buffer)
    for (const train of recorder.inputTrains) train.free()
  }

  /** Gives back the slots that were made for a step, which others do without: what an inspected step keeps would stay for good. */
  #dropSlots({ slots }: Recorder): void {
    for (const slot of slots.splice(0)) {
      this.#arena.remove(slot)
      this.#queue.afterwards(() => this.#release(slot))
    }
  }

  #run<T>(recorder: Recorder, body: () => T): T {
    this.recorder = recorder
    try {
      return body()
    } catch (error) {
      recorder.ended = true
      throw error
    } finally {
      this.recorder = undefined
    }
  }

  /**
   * Gives every buffer of a recorded list its storage: what escapes becomes the caller's own, the rest lies in the arena.
   * Of a step that is inspected, all of it stays readable until its end.
   */
  #complete(
    recorder: Recorder,
    result: { escaping: readonly DeviceTensor[]; scalars: readonly DeviceTensor[] },
    { inspect, report }: StepOptions,
  ): StepList {
    const escaping = new Set(result.escaping.map(({ buffer }) => buffer).filter(({ storage }) => !storage))
    const giveBack = (): void => {
      for (const buffer of escaping) this.free(buffer)
      this.#dropSlots(recorder)
    }
    recorder.reverts.push(giveBack)
    for (const buffer of escaping) this.#store(buffer)
    for (const tensor of result.escaping) {
      tensor.scope = undefined
      recorder.inputs.delete(tensor.buffer)
    }
    const { calls, commits, reverts } = recorder
    const needed = inspect ? recorder.local : result.scalars.map((tensor) => tensor.buffer)
    const shared = this.#arena.assign([...calls, ...commits, pin(needed)], recorder.slots)
    return {
      calls,
      commits,
      reverts,
      values: () => result.scalars.map((tensor) => tensor.span),
      counted: report !== undefined,
      bytes: () => shared + sumOf(recorder.plans),
    }
  }

  // ---------------------------------------------------------------------------------------------------------- close

  close(): Promise<void> {
    this.#closed ??= this.#queue.idleUnlessInspecting().then(() => this.driver.close())
    return this.#closed
  }

  [asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** Sets `backend.memory.peak` to what is live now. @public */
export function resetPeak(backend: Backend): void {
  ;(backend as unknown as Runtime).resetPeak()
}

/** The tensor that a public one is, seen by users. */
export function asPublic<D extends Dtype = 'float32'>(tensor: DeviceTensor<D>): Tensor<D> {
  return tensor as unknown as Tensor<D>
}

/** Does something, and if it throws undoes what was done on the host: such a step changes nothing. */
function orReverted<T>(recorder: Recorder, record: () => T): T {
  try {
    return record()
  } catch (error) {
    for (const revert of recorder.reverts.toReversed()) revert()
    throw error
  }
}

/** Keeps what is still to be read alive to the end of the list. */
function pin(buffers: Iterable<Buffer>): Call {
  return { reads: [...buffers], writes: [], encode: () => {} }
}

const isFreed = ({ freed }: Buffer): boolean => freed

function sumOf(plans: Iterable<LayerPlan | ReadoutPlan>): number {
  let bytes = 0
  for (const plan of plans) bytes += plan.bytes
  return bytes
}

function rangeOf(data: ArrayLike<number>): readonly [number, number] {
  let least = Infinity
  let largest = -Infinity
  for (let k = 0; k < data.length; k++) {
    if (data[k]! < least) least = data[k]!
    if (data[k]! > largest) largest = data[k]!
  }
  return [least, largest]
}

function aborted(signal: AbortSignal): Error {
  return new AbortError({ what: 'the step was aborted by its signal before it began', cause: signal.reason })
}
