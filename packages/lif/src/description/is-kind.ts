/** Whether a value is a description of the kind: frozen, as only the constructors of this package make them. */
export function isKind<T extends { readonly kind: string }>(value: unknown, kind: T['kind']): value is T {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { readonly kind?: unknown }).kind === kind &&
    Object.isFrozen(value)
  )
}
