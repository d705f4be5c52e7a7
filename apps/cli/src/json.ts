/** JSON with what it lacks: Infinity as a word. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, it: unknown) => (it === Infinity ? 'Infinity' : it), indent)
}

/** What {@link toJson} has written. */
export function fromJson(text: string): unknown {
  return JSON.parse(text, (_, it: unknown) => (it === 'Infinity' ? Infinity : it))
}
