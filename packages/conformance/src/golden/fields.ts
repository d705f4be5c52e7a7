import { FormatError } from '@snn/core'

/** A JSON object whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>

/** A value that must be a JSON object. */
export function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw wrong(where, 'an object', value)
}

/** A field that must be a list. */
export function listField(fields: Fields, name: string, where: string): readonly unknown[] {
  const value = fields[name]
  if (Array.isArray(value)) return value as readonly unknown[]
  throw wrong(`${where}.${name}`, 'a list', value)
}

/** A field that must be a finite number. */
export function numberField(fields: Fields, name: string, where: string): number {
  return finite(fields[name], `${where}.${name}`)
}

/** A field that must be a whole number from `least` on. */
export function wholeField(fields: Fields, name: string, where: string, least: number): number {
  return whole(fields[name], `${where}.${name}`, least)
}

/** A field that must be a string. */
export function stringField(fields: Fields, name: string, where: string): string {
  const value = fields[name]
  if (typeof value === 'string') return value
  throw wrong(`${where}.${name}`, 'a string', value)
}

/** A field that must be true or false. */
export function booleanField(fields: Fields, name: string, where: string): boolean {
  const value = fields[name]
  if (typeof value === 'boolean') return value
  throw wrong(`${where}.${name}`, 'true or false', value)
}

/** A field that must be a list of whole numbers from `least` on. */
export function wholesField(fields: Fields, name: string, where: string, least: number): number[] {
  return listField(fields, name, where).map((value, n) => whole(value, `${where}.${name}[${n}]`, least))
}

/** A field that must be a list of finite numbers. */
export function numbersField(fields: Fields, name: string, where: string): number[] {
  return listField(fields, name, where).map((value, n) => finite(value, `${where}.${name}[${n}]`))
}

/** The error of a value that is not what the format says. */
export function wrong(where: string, expected: string, got: unknown): FormatError {
  return new FormatError({ what: `${where} must be ${expected}; got ${JSON.stringify(got) ?? 'nothing'}`, where })
}

function finite(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrong(where, 'a finite number', value)
}

function whole(value: unknown, where: string, least: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  throw wrong(where, `a whole number from ${least}`, value)
}
