/** A page of WebAssembly memory. */
export const PAGE = 65_536

/** Below this address lie the statics of the compiled kernels and the words by which threads agree. */
export const RESERVED = 131_072

/**
 * A memory for so many bytes above what is reserved. Platforms differ in how much address space they let one memory have: asks for less
 * until some is given, and throws when none is.
 */
export function reserve(bytes: number, shared: boolean): WebAssembly.Memory {
  const initial = RESERVED / PAGE
  const wanted = Math.ceil((bytes + RESERVED) / PAGE)
  for (let maximum = Math.min(wanted, 65_536); ; maximum = Math.floor(maximum / 2)) {
    try {
      return new WebAssembly.Memory({ initial, maximum, shared })
    } catch (cause) {
      if (maximum <= 1024) throw cause
    }
  }
}
