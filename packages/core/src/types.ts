import type { LayerCounts, PackedEvents } from './backend.js'
import type { EventList, HostArray } from './host-array.js'
import type { SpikeTrain } from './spike-train.js'
import type { Scalar, Tensor } from './tensor.js'

/** What the closure of a step may return: a tensor, a record of tensors, or nothing. @public */
export type StepResult =
  | Tensor
  | Tensor<'int32'>
  | Scalar
  | void
  | { readonly [name: string]: Tensor | Tensor<'int32'> | Scalar }

type Out<T> = T extends Scalar ? number : T

/** What a step resolves to: scalars as numbers, other tensors as the caller's own. @public */
export type Settled<R> = R extends Tensor | Tensor<'int32'>
  ? Out<R>
  : R extends void
    ? void
    : { -readonly [K in keyof R]: Out<R[K]> }

/** @public */
export interface StepOptions {
  /** Aborted before the closure has run, the step rejects with an AbortError and nothing is done. */
  readonly signal?: AbortSignal | undefined
  /** Called when the step has happened, before its promise resolves. */
  readonly report?: ((report: StepReport) => void) | undefined
  /**
   * Called when the step has happened and before any other is enqueued: here what the step made can still be read
   * (`readEvents`, `readActive`, gradients of spike trains). Such a step waits until it is alone on the device.
   */
  readonly inspect?: (() => Promise<void>) | undefined
}

/** What one step did. @public */
export interface StepReport {
  /** One entry per spiking layer and readout, in the order in which they ran. */
  readonly layers: readonly LayerCounts[]
  /** How often lists were too short, so that the step was given again with more room. */
  readonly replays: number
  /** Bytes held while the step was under way, beyond parameters and inputs. */
  readonly bytes: number
}

/** Bytes on a backend. @public */
export interface Memory {
  /** In values that are alive, and in what the steps under way hold. */
  readonly live: number
  /** The most that `live` has been. */
  readonly peak: number
  /** In all that is held on the device, buffers kept for the next step included. */
  readonly reserved: number
}

/**
 * Where things run. A program makes one, hands it over, and closes it.
 * @public
 */
export interface Backend {
  readonly name: string
  /** One line about the device. */
  readonly device: string
  /** Everything worth knowing about it, name by name. */
  readonly details: Readonly<Record<string, string | number | boolean>>
  readonly memory: Memory
  /** A copy of a host array (an ndarray, or any strided view) on this backend. */
  tensor(view: HostArray<Float32Array>): Tensor
  tensor(view: HostArray<Int32Array>): Tensor<'int32'>
  /**
   * Input spikes from an event list, in any order.
   * @param o.bins what happens to several events of one neuron in one bin of an event list: 'clamp' (the default) makes them
   *   one, 'sum' keeps all. PackedEvents are taken as they are.
   * @throws DataError when an event lies outside [batch, time, neurons].
   */
  spikes(events: EventList | PackedEvents, o?: { readonly bins?: 'clamp' | 'sum' }): SpikeTrain
  /**
   * One unit of work: what is made inside is freed at its end, except what it returns; it happens whole or not at all.
   * The closure is synchronous and runs once: at once where less than two steps are under way, else when there is room.
   * @throws (rejects) what the closure throws; StepError, MemoryError, NonFiniteError, AbortError: then nothing has changed.
   */
  step<const R extends StepResult>(body: () => R, o?: StepOptions): Promise<Settled<R>>
  /** Waits for the steps under way, then gives everything back. Closing twice does nothing. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Makes a backend. @public */
export type BackendFactory = () => Promise<Backend>
