/** What kinds of trouble a run speaks up about. @public */
export type WarningCode =
  /** A layer has stopped spiking, or never began. */
  | 'silent-layer'
  /** A layer spikes nearly all the time. */
  | 'runaway-layer'
  /** No neuron of a layer comes near its threshold: no gradient passes it. */
  | 'empty-active-set'
  /** Readouts of classes never rises above zero, so that they are never predicted and never learn. */
  | 'dead-class'
  /** Classes have not been predicted for long. */
  | 'unpredicted-class'
  /** The loss is that of guessing. */
  | 'loss-at-chance'
  /** The network is allowed but hardly meant: of `networkWarnings` of @snn/lif. */
  | 'network'
  /** A checkpoint could not be read; an older one was taken. */
  | 'damaged-checkpoint'
  /** The run goes on on another backend or device: the same course, not the same bits. */
  | 'other-device'

/** Something a person should know while the run goes on. @public */
export interface Warning {
  readonly code: WarningCode
  /** Index of the layer, from 0, where it is about one. */
  readonly layer?: number | undefined
  /** The classes, from 0, where it is about some. */
  readonly classes?: readonly number[] | undefined
  /** The step at which it was noticed, from 1. */
  readonly step: number
  /** The step since which it has been so. */
  readonly since: number
  /** What is the matter, as one sentence. */
  readonly what: string
  /** What to try, most promising first. */
  readonly advice: readonly string[]
  /** Both, and what is kept, as a person reads them. */
  readonly message: string
}

/** A warning with its message. */
export function warning(o: Omit<Warning, 'message'>, kept?: string): Warning {
  const lines = [`${o.what}.`, [o.advice.length === 0 ? '' : `Try ${either(o.advice)}.`, kept ?? ''].join(' ').trim()]
  return { ...o, message: lines.filter((line) => line !== '').join('\n  ') }
}

function either(choices: readonly string[]): string {
  if (choices.length < 3) return choices.join(' or ')
  return `${choices.slice(0, -1).join(', ')}, or ${choices.at(-1)}`
}
