/**
 * `@snn/core/checks`: what the packages of this library check options by, so that one mistake has one message everywhere.
 * @experimental
 */

import { ArgumentError } from './errors.js'

/**
 * Refuses anything but a record of known options.
 * @throws ArgumentError that names the unknown option and the known ones.
 */
export function checkOptions(where: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new ArgumentError({
      what: `${where} takes its options as one object; got ${describe(given)}`,
      where,
      fix: `It has ${list(known)}.`,
    })
  for (const name of Object.keys(given))
    if (!known.includes(name))
      throw new ArgumentError({
        what: `${where} has no option ${quote(name)}`,
        where: `${where}.${name}`,
        fix: `It has ${list(known)}.`,
      })
}

/** @throws ArgumentError unless the value is finite and above 0. */
export function checkPositive(where: string, value: unknown, unit = ''): asserts value is number {
  if (typeof value !== 'number' || !(value > 0) || !Number.isFinite(value))
    throw expected(where, `a finite number${unit && ` of ${unit}`} above 0`, value)
}

/** @throws ArgumentError unless the value is a finite number. */
export function checkFinite(where: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw expected(where, 'a finite number', value)
}

/** @throws ArgumentError unless the value is a whole number within the bounds. */
export function checkWhole(
  where: string,
  value: unknown,
  least = 1,
  most: number = Number.MAX_SAFE_INTEGER,
  fix?: string,
): asserts value is number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
    const limit = most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ''
    throw expected(where, `a whole number from ${least}${limit}`, value, fix)
  }
}

/** @throws ArgumentError unless the value lies in 0 … 1. */
export function checkFraction(where: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) throw expected(where, 'a fraction from 0 to 1', value)
}

/** @throws ArgumentError unless the value is one of the words. */
export function checkOneOf<const Word extends string>(
  where: string,
  value: unknown,
  words: readonly Word[],
  fix?: string,
): asserts value is Word {
  if (!words.includes(value as Word)) throw expected(where, `one of ${list(words)}`, value, fix)
}

/** The error for a value of the wrong kind or size. */
export function expected(where: string, what: string, got: unknown, fix?: string): ArgumentError {
  return new ArgumentError({ what: `${where} must be ${what}; got ${describe(got)}`, where, fix })
}

/** A value in a few words, for messages. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `an array of ${value.length}`
  const kind = (value as { readonly kind?: unknown }).kind
  if (typeof kind === 'string') return `a ${kind.replaceAll('-', ' ')}`
  const tag = Object.prototype.toString.call(value).slice(8, -1)
  return tag === 'Object' ? 'an object' : /^[AEIO]/.test(tag) ? `an ${tag}` : `a ${tag}`
}

function quote(text: string): string {
  return `'${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`
}

function list(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.map(quote).join(', ')
}
