import { parseArgs } from 'node:util'
import { ArgumentError } from '@snn/core'

/** One option of a command; `list` holds numbers between commas. */
export interface OptionSpec {
  readonly type: 'flag' | 'text' | 'whole' | 'number' | 'list'
  readonly value?: string
  readonly help: string
  /** Least value of numbers, which must also be above 0 where this is absent. */
  readonly least?: number
  readonly oneOf?: readonly string[]
}

export type OptionTable = Readonly<Record<string, OptionSpec>>

interface Kinds {
  flag: boolean
  text: string
  whole: number
  number: number
  list: readonly number[]
}

/** What was given: absent options are absent. */
export type Values<T extends OptionTable> = { readonly [K in keyof T]?: Kinds[T[K]['type']] }

/**
 * Reads `--name value` and `--flag` by a table.
 * @throws ArgumentError that names the option and what was expected.
 */
export function parseOptions<const T extends OptionTable>(args: readonly string[], table: T): Values<T> {
  const { values, words } = parseWords(args, table)
  if (words.length === 0) return values
  throw new ArgumentError({ what: `'${words[0]}' is not an option`, fix: '--help lists all options.' })
}

/** The same, and the words that are not part of an option. */
export function parseWords<const T extends OptionTable>(
  args: readonly string[],
  table: T,
): { readonly values: Values<T>; readonly words: readonly string[] } {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { type }]) => [name, { type: type === 'flag' ? 'boolean' : 'string' } as const]),
  )
  const { values, positionals } = read(args, options)
  const valued = Object.entries(values).map(([name, given]) => [name, valueOf(name, table[name]!, given!)])
  return { values: Object.fromEntries(valued) as Values<T>, words: positionals }
}

interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly positionals: readonly string[]
}

function read(args: readonly string[], options: Record<string, { type: 'boolean' | 'string' }>): Parsed {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true }) as Parsed
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new ArgumentError({ what: message, fix: '--help lists all options.', cause })
  }
}

function valueOf(name: string, spec: OptionSpec, given: string | boolean): Kinds[OptionSpec['type']] {
  if (typeof given === 'boolean') return given
  if (spec.type === 'text') {
    if (spec.oneOf && !spec.oneOf.includes(given))
      throw new ArgumentError({
        what: `--${name} must be one of ${spec.oneOf.join(', ')}; got '${given}'`,
        where: name,
      })
    return given
  }
  return spec.type === 'list' ? given.split(',').map((one) => numberOf(name, spec, one)) : numberOf(name, spec, given)
}

function numberOf(name: string, spec: OptionSpec, text: string): number {
  const value = text.trim() === '' ? NaN : Number(text)
  const kind = spec.type === 'whole' ? Number.isSafeInteger(value) : !Number.isNaN(value)
  if (kind && (spec.least === undefined ? value > 0 : value >= spec.least)) return value
  throw new ArgumentError({
    what: `--${name} must be a ${spec.type === 'whole' ? 'whole number' : 'number'} ${spec.least === undefined ? 'above 0' : `from ${spec.least}`}; got '${text}'`,
    where: name,
  })
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
    throw new ArgumentError({
      what: `--${name} must be of ${known.join(', ')}; got '${word}'`,
      where: name,
    })
  })
}

/** The options of a table, a line each. */
export function describeOptions(table: OptionTable): string {
  const rows = Object.entries(table).map(([name, { type, value, oneOf, help }]) => {
    return [type === 'flag' ? `--${name}` : `--${name} ${value ?? oneOf?.join('|') ?? 'N'}`, help] as const
  })
  const width = Math.max(...rows.map(([usage]) => usage.length))
  return rows.map(([usage, help]) => `  ${usage.padEnd(width)}  ${help}`).join('\n')
}
