import { ArgumentError } from '../errors.js'
import { cos, powInt } from '../numeric.js'

/** A learning rate that depends on the number of updates done, as a function and as plain data. @public */
export interface Schedule {
  /** The rate of update number `update`, counted from 0. */
  (update: number): number
  /** What it was made from, for run folders and for comparing settings. */
  toJSON(): ScheduleJson
}

/** @public */
export type ScheduleJson = { readonly kind: string } & Readonly<Record<string, unknown>>

function schedule(json: ScheduleJson, rate: (update: number) => number): Schedule {
  return Object.assign(rate, { toJSON: () => json })
}

/** `rate · factor^⌊update / every⌋`: falls by a factor every so many updates. @throws ArgumentError @public */
export function stepSchedule(o: { readonly rate: number; readonly every: number; readonly factor: number }): Schedule {
  above('rate', o.rate)
  above('factor', o.factor)
  whole('every', o.every)
  return schedule({ kind: 'step', ...o }, (update) => o.rate * powInt(o.factor, Math.floor(update / o.every)))
}

/**
 * `to + (rate - to)(1 + cos(π · update / updates)) / 2`: from `rate` to `to` along half a cosine, and `to` afterwards.
 * The same bits on every engine.
 * @param o.updates how many updates it takes.
 * @param o.to 0 unless given.
 * @throws ArgumentError
 * @public
 */
export function cosineSchedule(o: { readonly rate: number; readonly updates: number; readonly to?: number }): Schedule {
  const { rate, updates, to = 0 } = o
  above('rate', rate)
  whole('updates', updates)
  if (!(to >= 0 && to <= rate))
    throw new ArgumentError({ what: `to must be from 0 to the rate ${rate}; got ${to}`, where: 'to' })
  return schedule({ kind: 'cosine', rate, updates, to }, (update) => {
    const done = Math.min(1, update / updates)
    return to + ((rate - to) * (1 + cos(Math.PI * done))) / 2
  })
}

/** `rate` to `to` on a straight line over so many updates, and `to` afterwards. @throws ArgumentError @public */
export function linearSchedule(o: { readonly rate: number; readonly updates: number; readonly to?: number }): Schedule {
  const { rate, updates, to = 0 } = o
  above('rate', rate)
  whole('updates', updates)
  if (!(to >= 0 && Number.isFinite(to)))
    throw new ArgumentError({ what: `to must be a number from 0; got ${to}`, where: 'to' })
  return schedule({ kind: 'linear', rate, updates, to }, (update) => rate + (to - rate) * Math.min(1, update / updates))
}

/**
 * Rises on a straight line to the first rate of another schedule over so many updates, then follows it from its beginning.
 * @throws ArgumentError
 * @public
 */
export function warmUp(updates: number, then: Schedule | number): Schedule {
  whole('updates', updates)
  if (typeof then === 'number') above('then', then)
  const after = typeof then === 'number' ? () => then : then
  const json = typeof then === 'number' ? then : then.toJSON()
  return schedule({ kind: 'warm-up', updates, then: json }, (update) =>
    update < updates ? (after(0) * (update + 1)) / (updates + 1) : after(update - updates),
  )
}

function above(name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value)))
    throw new ArgumentError({ what: `${name} must be a number above 0; got ${value}`, where: name })
}

function whole(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new ArgumentError({ what: `${name} must be a whole number from 1; got ${value}`, where: name })
}
