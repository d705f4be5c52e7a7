import type { Machine, ResultHeader, StepResult } from '@snn/bench/page'
import type { BackendName } from '../backend-name.js'

/** Works that can be measured. */
export const workNames = ['fashion-mnist', 'shd'] as const

export type WorkName = (typeof workNames)[number]

/** What the page asks of the worker that measures, once. */
export interface MeasureRequest {
  readonly backend: BackendName
  readonly works: readonly WorkName[]
  /** Samples a batch. */
  readonly batch: number
  /** Rounds that are counted. */
  readonly rounds: number
  /** The browser, which only the page is told in full. */
  readonly machine: Machine
}

/** A result as `bench report` reads it, one a line. */
export type MeasuredStep = ResultHeader & { readonly machine: Machine } & StepResult

/** What the worker tells the page; it is done after `done` or `failed`. */
export type MeasureReply =
  | { readonly kind: 'progress'; readonly work: WorkName; readonly done: number; readonly all: number }
  | { readonly kind: 'result'; readonly work: WorkName; readonly result: MeasuredStep }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string }
