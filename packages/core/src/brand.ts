/** The key under which every value of this library carries the version of the contract it was made by. @public */
export const brand: unique symbol = Symbol.for('@snn/core')

/** Version of the contract between core, its values and the backends; values of another version are refused. @public */
export const contractVersion = 1

/** Marks an object as a value of this library, without an enumerable property. */
export function brandObject<T extends object>(value: T): T {
  Object.defineProperty(value, brand, { value: contractVersion })
  return value
}

/** The contract version that a value carries, or undefined when it is no value of this library. */
export function brandOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const version = (value as { readonly [brand]?: unknown })[brand]
  return typeof version === 'number' ? version : undefined
}
