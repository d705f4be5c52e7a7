const names = [
  'Uint8Array',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
] as const

/** Bytes of all typed arrays that are made by their length while something runs, and what it gives. */
export async function allocations<T>(work: () => Promise<T>): Promise<{ readonly bytes: number; readonly result: T }> {
  let bytes = 0
  const whole = globalThis as unknown as Record<string, new (...args: unknown[]) => ArrayBufferView>
  const originals = names.map((name) => [name, whole[name]!] as const)
  for (const [name, original] of originals) {
    whole[name] = new Proxy(original, {
      construct(target, args): ArrayBufferView {
        const made = new target(...(args as unknown[]))
        if (typeof args[0] === 'number') bytes += made.byteLength
        return made
      },
    })
  }
  try {
    return { result: await work(), bytes }
  } finally {
    for (const [name, original] of originals) whole[name] = original
  }
}
