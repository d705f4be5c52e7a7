/** A page of WebAssembly memory. */
export const PAGE = 65_536

/** Below this address lie the statics of the compiled kernels and the words by which threads agree. */
export const RESERVED = 131_072

/** Bytes beyond what was asked for that can be read: a vector load may begin in the last element. */
export const READABLE_BEYOND = 256

/**
 * A memory of which so many bytes may be given out. Platforms differ in how much address space they let one memory have: asks for less
 * until some is given, and throws when none is.
 */
export function reserve(limit: number, shared: boolean): WebAssembly.Memory {
  const initial = RESERVED / PAGE
  const wanted = Math.ceil((limit + RESERVED + READABLE_BEYOND) / PAGE)
  for (let maximum = Math.min(wanted, 65_536); ; maximum = Math.floor(maximum / 2)) {
    try {
      return new WebAssembly.Memory({ initial, maximum, shared })
    } catch (cause) {
      if (maximum <= 1024) throw cause
    }
  }
}
