/**
 * `@snn/cli/options`: the options of a command line by a table, as the programs of this library read them.
 * @experimental
 */

import { ArgumentError } from '@snn/core'

/** One option of a command. A flag has no value; a list has numbers between commas. */
export interface OptionSpec {
  readonly type: keyof Kinds
  /** What stands for the value in the help. */
  readonly value?: string
  readonly help: string
  /** Least value of numbers. */
  readonly least?: number
  /** What numbers must be above, or below: above 0 where there is no `least`. */
  readonly above?: number
  readonly below?: number
  /** The values a text may have. */
  readonly oneOf?: readonly string[]
}

export type OptionTable = Readonly<Record<string, OptionSpec>>

interface Kinds {
  readonly flag: boolean
  readonly text: string
  readonly whole: number
  readonly number: number
  readonly list: readonly number[]
}

/** What was given on the command line: absent options are absent. */
export type Values<T extends OptionTable> = { readonly [K in keyof T]?: Kinds[T[K]['type']] }

/** Options and the other words of a command line. */
export interface Parsed<T extends OptionTable> {
  readonly values: Values<T>
  readonly words: readonly string[]
}

/**
 * Reads `--name value`, `--name=value` and `--flag` by a table.
 * @throws ArgumentError that names the option, what was expected and, for an unknown one, the nearest that exists.
 */
export function parseOptions<const T extends OptionTable>(args: readonly string[], table: T): Parsed<T> {
  const values: Record<string, Kinds[keyof Kinds]> = {}
  const words: string[] = []
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!
    if (!word.startsWith('-') || word === '-') {
      words.push(word)
      continue
    }
    const [name, given] = split(word)
    const spec = table[name]
    if (!spec) throw unknown(name, word, Object.keys(table))
    if (name in values)
      throw new ArgumentError({ what: `--${name} was given twice`, where: name, fix: 'Give it once.' })
    if (spec.type === 'flag') {
      if (given !== undefined)
        throw new ArgumentError({ what: `--${name} takes no value; got '${given}'`, where: name })
      values[name] = true
    } else {
      const text = given ?? args[++at]
      if (text === undefined || (given === undefined && text.startsWith('--')))
        throw new ArgumentError({
          what: `--${name} needs a value`,
          where: name,
          fix: `${usageOf(name, spec)}: ${spec.help}.`,
        })
      values[name] = valueOf(name, spec, text)
    }
  }
  return { values: values as Values<T>, words }
}

function split(word: string): [name: string, value: string | undefined] {
  const text = word.replace(/^--?/, '')
  const equals = text.indexOf('=')
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)]
}

function valueOf(name: string, spec: OptionSpec, text: string): string | number | readonly number[] {
  if (spec.type === 'list') return text.split(',').map((one) => numberOf(name, spec, one))
  if (spec.type !== 'text') return numberOf(name, spec, text)
  if (!spec.oneOf || spec.oneOf.includes(text)) return text
  throw new ArgumentError({ what: `--${name} must be one of ${spec.oneOf.join(', ')}; got '${text}'`, where: name })
}

function numberOf(name: string, spec: OptionSpec, text: string): number {
  const value = text.trim() === '' ? NaN : Number(text)
  const { least = -Infinity, above = spec.least === undefined ? 0 : -Infinity, below = Infinity } = spec
  const number = spec.type === 'whole' ? Number.isSafeInteger(value) : !Number.isNaN(value)
  const within = value >= least && (value > above || above === -Infinity) && (value < below || below === Infinity)
  if (number && within) return value
  const limits = [
    spec.least === undefined ? '' : ` from ${spec.least}`,
    above === -Infinity ? '' : ` above ${above}`,
    spec.below === undefined ? '' : ` and below ${spec.below}`,
  ].join('')
  throw new ArgumentError({
    what: `--${name} must be a ${spec.type === 'whole' ? 'whole number' : 'number'}${limits}; got '${text}'`,
    where: name,
  })
}

function unknown(name: string, word: string, names: readonly string[]): ArgumentError {
  const nearest = nearestOf(name, names)
  return new ArgumentError({
    what: `there is no option ${word.split('=')[0]}`,
    where: name,
    fix: nearest === undefined ? '--help lists all options.' : `Did you mean --${nearest}? --help lists all.`,
  })
}

/** The nearest of some names, if it is near. */
export function nearestOf(name: string, names: readonly string[]): string | undefined {
  const [nearest] = names.toSorted((a, b) => distance(name, a) - distance(name, b))
  return nearest !== undefined && distance(name, nearest) <= Math.max(2, name.length / 3) ? nearest : undefined
}

/** How many letters must be added, dropped or changed to get from one word to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])))
    row = next
  }
  return row[b.length]!
}

function usageOf(name: string, spec: OptionSpec): string {
  return spec.type === 'flag'
    ? `--${name}`
    : `--${name} ${spec.value ?? spec.oneOf?.join('|') ?? (spec.type === 'whole' ? 'N' : 'X')}`
}

/** The options of a table, a line each. */
export function describeOptions(table: OptionTable): string {
  const rows = Object.entries(table).map(([name, spec]) => [usageOf(name, spec), spec.help] as const)
  const width = Math.max(...rows.map(([usage]) => usage.length))
  return rows.map(([usage, help]) => `  ${usage.padEnd(width)}  ${help}`).join('\n')
}

/** The one word that a command takes beside its options. */
export function oneWord(words: readonly string[], command: string, what: string): string {
  if (words.length === 1) return words[0]!
  throw new ArgumentError({
    what:
      words.length === 0 ? `${command} needs ${what}` : `${command} takes one word, ${what}; got ${words.join(' ')}`,
    fix: `snn ${command} --help says more.`,
  })
}

/**
 * Reads the options of a command that takes nothing else.
 * @throws ArgumentError for a word that belongs to no option, and what `parseOptions` throws.
 */
export function optionsAlone<const T extends OptionTable>(args: readonly string[], table: T): Values<T> {
  const { values, words } = parseOptions(args, table)
  if (words.length === 0) return values
  throw new ArgumentError({ what: `'${words[0]}' is not an option`, fix: '--help lists all options.' })
}

/**
 * The words of a text option between commas.
 * @throws ArgumentError for a word that is not known.
 */
export function listOf<T extends string>(
  name: string,
  given: string | undefined,
  known: readonly T[],
): T[] | undefined {
  return given?.split(',').map((word) => {
    const found = known.find((one) => one === word)
    if (found !== undefined) return found
    throw new ArgumentError({ what: `--${name} must be of ${known.join(', ')}; got '${word}'`, where: name })
  })
}
