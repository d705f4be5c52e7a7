import type { BatchEvent, Epoch } from '@snn/train'
import type { BackendName } from '../backend-name.js'
import type { Settings } from './settings.js'

/** What the page asks of the worker that trains. */
export type Request =
  /** Look for backends and for a run that is kept. */
  | { readonly kind: 'open' }
  /** Train: go on with the run that is kept, or begin one. */
  | { readonly kind: 'train'; readonly backend: BackendName; readonly settings: Settings }
  /** End training with a checkpoint. */
  | { readonly kind: 'stop' }
  /** Forget the run that is kept. */
  | { readonly kind: 'discard' }
  /** Show the network another test image. */
  | { readonly kind: 'look'; readonly image: number }

/** What the worker tells the page. */
export type Reply =
  | { readonly kind: 'backends'; readonly found: readonly FoundBackend[] }
  /** Whether a run is kept: at the beginning, and whenever training has ended. */
  | { readonly kind: 'kept'; readonly run: KeptRun | undefined; readonly place: string }
  /** Training is about to begin, at this step. */
  | { readonly kind: 'begun'; readonly device: string; readonly network: string; readonly step: number }
  /** Kernels of the GPU are compiled, which a first step waits for. */
  | { readonly kind: 'compiling'; readonly compiled: number; readonly kernels: number }
  | { readonly kind: 'batch'; readonly batch: BatchEvent; readonly memory: MemoryUse }
  | { readonly kind: 'testing'; readonly batch: number; readonly batches: number }
  | { readonly kind: 'epoch'; readonly epoch: Epoch }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'glance'; readonly glance: Glance }
  | { readonly kind: 'failed'; readonly message: string }

/** A backend that can be had, or why not. */
export interface FoundBackend {
  readonly name: BackendName
  readonly device: string | undefined
  /** A GPU made of software: it works, and is slower than cpu. */
  readonly software: boolean
  readonly why: string | undefined
}

/** A run whose checkpoint training goes on from. */
export interface KeptRun {
  readonly settings: Settings
  /** Steps that the checkpoint holds. */
  readonly step: number
  /** Epochs that are done. */
  readonly epochs: readonly Epoch[]
}

/** Bytes on the backend, as `backend.memory` counts them. */
export interface MemoryUse {
  readonly live: number
  readonly peak: number
}

/** What the network makes of one test image. */
export interface Glance {
  readonly image: number
  readonly pixels: Uint8Array
  /** Index of the true class. */
  readonly label: number
  readonly classes: readonly string[]
  /** Steps of a sample. */
  readonly time: number
  /** The input first, then the spiking layers; the input alone where there is no network yet. */
  readonly layers: readonly Raster[]
  /** Of each class; none where there is no network yet. */
  readonly logits: Float32Array | undefined
}

/** Spikes of one layer: spike k is neuron `i[k]` at step `t[k]`. */
export interface Raster {
  readonly name: string
  readonly neurons: number
  readonly t: Int32Array
  readonly i: Int32Array
}
