import type { Machine } from '../machine.js'
import type { ResultHeader } from '../result.js'
import type { Markup } from './markup.js'

/** A result as it was read: what every result says, and its figures. */
export type Result = ResultHeader & { readonly machine: Machine }

/** What a report shows of a result. */
export interface Section {
  readonly title: string
  readonly body: Markup
}
