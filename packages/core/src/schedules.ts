import { checkWhole, expected } from './checks.js'
import { ArgumentError, FormatError, isSnnError } from './errors.js'
import { cos, powInt } from './numeric.js'

/**
 * A learning rate that changes: its value at the n-th update, counted from 0, as a function that can be written as JSON.
 * It computes in float64 with the same bits on every engine.
 * @public
 */
export interface Schedule {
  (update: number): number
  toJSON(): ScheduleJson
}

/** A schedule as JSON; {@link scheduleFromJson} makes it from that again. @public */
export type ScheduleJson =
  | { readonly kind: 'constant'; readonly rate: number }
  | { readonly kind: 'step'; readonly rate: number; readonly factor: number; readonly every: number }
  | { readonly kind: 'linear'; readonly from: number; readonly to: number; readonly updates: number }
  | { readonly kind: 'cosine'; readonly from: number; readonly to: number; readonly updates: number }
  | { readonly kind: 'warm-up'; readonly updates: number; readonly then: ScheduleJson }

/** Always the same rate. @throws ArgumentError when it is not a finite number from 0. @public */
export function constantRate(rate: number): Schedule {
  checkRate('rate', rate)
  return schedule({ kind: 'constant', rate }, () => rate)
}

/**
 * rate · factor^⌊n/every⌋: the rate is multiplied by `factor` after each `every` updates.
 * @throws ArgumentError when a rate is not a finite number from 0, the factor not above 0 or `every` not a whole number from 1.
 * @public
 */
export function stepRate(o: { readonly rate: number; readonly factor: number; readonly every: number }): Schedule {
  const { rate, factor, every } = o
  checkRate('rate', rate)
  if (!(factor > 0 && Number.isFinite(factor)))
    throw new ArgumentError({ what: `factor must be a number above 0; got ${String(factor)}`, where: 'factor' })
  checkWhole('every', every)
  return schedule({ kind: 'step', rate, factor, every }, (n) => rate * powInt(factor, Math.floor(n / every)))
}

/**
 * A straight line: `from` at the first update, `to` from update number `updates` on.
 * @throws ArgumentError when a rate is not a finite number from 0 or `updates` not a whole number from 1.
 * @public
 */
export function linearRate(o: { readonly from: number; readonly to: number; readonly updates: number }): Schedule {
  const { from, to, updates } = checkRange(o)
  return schedule({ kind: 'linear', from, to, updates }, (n) =>
    n >= updates ? to : from + (to - from) * (n / updates),
  )
}

/**
 * Half a cosine: to + (from - to)·(1 + cos(π n/updates))/2, and `to` from update number `updates` on (Loshchilov & Hutter 2017).
 * @param o with `warmUp`, the first so many of the `updates` rise to `from` in a line.
 * @throws ArgumentError when a rate is not a finite number from 0, `updates` not a whole number from 1, or `warmUp` not below it.
 * @public
 */
export function cosineRate(o: {
  readonly from: number
  readonly updates: number
  /** 0 unless given. */
  readonly to?: number
  readonly warmUp?: number
}): Schedule {
  const { from, to, updates } = checkRange({ to: 0, ...o })
  const { warmUp = 0 } = o
  checkWhole('warmUp', warmUp, 0, updates - 1)
  if (warmUp > 0) return withWarmUp(cosineRate({ from, to, updates: updates - warmUp }), warmUp)
  return schedule({ kind: 'cosine', from, to, updates }, (n) =>
    n >= updates ? to : to + ((from - to) * (1 + cos(Math.PI * (n / updates)))) / 2,
  )
}

/**
 * A schedule that starts later: the first `updates` rise in a line, (n + 1)/updates of where it begins; then it begins.
 * @throws ArgumentError when `updates` is not a whole number from 1.
 * @public
 */
export function withWarmUp(then: Schedule, updates: number): Schedule {
  checkWhole('updates', updates)
  return schedule({ kind: 'warm-up', updates, then: then.toJSON() }, (n) =>
    n < updates ? then(0) * ((n + 1) / updates) : then(n - updates),
  )
}

/**
 * The schedule that JSON stands for.
 * @throws FormatError when it stands for none.
 * @public
 */
export function scheduleFromJson(json: unknown): Schedule {
  if (typeof json !== 'object' || json === null) throw malformed(json)
  const description = json as ScheduleJson
  try {
    switch (description.kind) {
      case 'constant':
        return constantRate(description.rate)
      case 'step':
        return stepRate(description)
      case 'linear':
        return linearRate(description)
      case 'cosine':
        return cosineRate({ from: description.from, to: description.to, updates: description.updates })
      case 'warm-up':
        return withWarmUp(scheduleFromJson(description.then), description.updates)
      default:
        description satisfies never
    }
  } catch (cause) {
    throw isSnnError(cause, 'ARGUMENT') ? malformed(json, cause) : cause
  }
  throw malformed(json)
}

function malformed(json: unknown, cause?: Error): FormatError {
  return new FormatError({
    what: `expected a learning-rate schedule; got ${JSON.stringify(json)}`,
    context: cause?.message,
    fix: 'Its kind is constant, step, linear, cosine or warm-up.',
    cause,
  })
}

function schedule(json: ScheduleJson, rateAt: (update: number) => number): Schedule {
  const checked = (update: number): number => {
    checkWhole('update', update, 0)
    return rateAt(update)
  }
  return Object.freeze(Object.assign(checked, { toJSON: () => json }))
}

function checkRange<T extends { readonly from: number; readonly to: number; readonly updates: number }>(o: T): T {
  checkRate('from', o.from)
  checkRate('to', o.to)
  checkWhole('updates', o.updates)
  return o
}

function checkRate(name: string, rate: number): void {
  if (!(typeof rate === 'number' && rate >= 0 && Number.isFinite(rate)))
    throw expected(name, 'a finite number from 0', rate)
}
