/** Random numbers of one seed. */
export interface RandomNumbers {
  /** Uniform in [0, 1). */
  uniform(): number
  /** Standard normal. */
  normal(): number
  /** A whole number in 0 … limit - 1. */
  below(limit: number): number
}

/** A small generator for tests: a counter through a mixing function, the same numbers for a seed everywhere but in `normal`. */
export function randomNumbers(seed: number): RandomNumbers {
  let state = seed >>> 0
  const uniform = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    below: (limit) => Math.floor(uniform() * limit),
  }
}
