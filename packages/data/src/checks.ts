import { ArgumentError, DataError } from '@snn/core'
import type { About } from './data-set.js'

/** A whole number of at least `least`, or an ArgumentError that names the option. */
export function wholeNumber(name: string, value: unknown, least: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  throw new ArgumentError({ what: `${name} must be a whole number from ${least}; got ${shown(value)}`, where: name })
}

/** A finite number above zero, or an ArgumentError that names the option. */
export function positive(name: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && value < Infinity) return value
  throw new ArgumentError({ what: `${name} must be a number above 0; got ${shown(value)}`, where: name })
}

/** A finite number from zero, or an ArgumentError that names the option. */
export function nonNegative(name: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value < Infinity) return value
  throw new ArgumentError({ what: `${name} must be a number from 0; got ${shown(value)}`, where: name })
}

/** A number in [least, most], or an ArgumentError that names the option. */
export function within(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value
  throw new ArgumentError({
    what: `${name} must be a number from ${least} to ${most}; got ${shown(value)}`,
    where: name,
  })
}

/** One of `choices`, or an ArgumentError that names the option. */
export function oneOf<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T
  const list = choices.map((choice) => `'${choice}'`).join(', ')
  throw new ArgumentError({ what: `${name} must be one of ${list}; got ${shown(value)}`, where: name })
}

/** Every label an index into the classes, or a DataError that names the sample. */
export function checkLabels(labels: ArrayLike<number>, { classes, name }: About): void {
  for (let k = 0; k < labels.length; k++) checkLabel(labels[k], k, classes.length, name)
}

/** One label an index into the classes, or a DataError that names the sample. */
export function checkLabel(label: number | undefined, sample: number, classes: number, name: string): number {
  if (label !== undefined && Number.isInteger(label) && label >= 0 && label < classes) return label
  throw new DataError({
    what: `sample ${sample} of ${name} has label ${shown(label)}, expected a whole number from 0 to ${classes - 1}`,
    where: `labels[${sample}]`,
    fix: 'Number the classes from 0, or name all of them in `classes`.',
  })
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}
