import type { Warning } from '../watch/warning.js'

/** What a batch of training did. @public */
export interface BatchEvent {
  /** From 0. */
  readonly epoch: number
  /** Batches of this epoch that are done, this one included. */
  readonly batch: number
  readonly batches: number
  /** Steps of the whole run that are done. */
  readonly step: number
  /** Samples of this batch. */
  readonly samples: number
  /** Mean loss of this batch, regularizers included. */
  readonly loss: number
  /** Accuracy of this batch before its update, in 0–1. */
  readonly accuracy: number
  /** Mean loss, accuracy, activity in percent and spikes per neuron and sample of the epoch so far. */
  readonly soFar: {
    readonly loss: number
    readonly accuracy: number
    readonly activity: readonly number[]
    readonly spikes: readonly number[]
    readonly samplesPerSecond: number
  }
  /** Bytes that this step held beyond parameters and inputs. */
  readonly bytes: number
}

/** A pass over a validation or test set. @public */
export interface EvaluateEvent {
  readonly set: 'validation' | 'test'
  readonly batch: number
  readonly batches: number
}

/** @public */
export interface CheckpointEvent {
  readonly key: string
  readonly epoch: number
  readonly step: number
}

/** A run that goes on from a checkpoint. @public */
export interface ResumeEvent {
  readonly key: string
  readonly epoch: number
  /** Batches of that epoch that were done. */
  readonly batch: number
  readonly step: number
}

/** What `run.on` listens to. @public */
export interface RunEvents {
  readonly batch: BatchEvent
  readonly evaluate: EvaluateEvent
  readonly checkpoint: CheckpointEvent
  readonly resume: ResumeEvent
  readonly warning: Warning
}

/** Listeners by event. */
export interface Emitter {
  on<K extends keyof RunEvents>(event: K, listener: (value: RunEvents[K]) => void): () => void
  emit<K extends keyof RunEvents>(event: K, value: RunEvents[K]): void
  /** Whether anybody listens. */
  has(event: keyof RunEvents): boolean
}

export function emitter(): Emitter {
  const listeners = new Map<keyof RunEvents, Set<(value: never) => void>>()
  return {
    on(event, listener) {
      const of = listeners.get(event) ?? new Set()
      listeners.set(event, of.add(listener))
      return () => of.delete(listener)
    },
    emit(event, value) {
      for (const listener of listeners.get(event) ?? []) listener(value as never)
    },
    has: (event) => (listeners.get(event)?.size ?? 0) > 0,
  }
}
