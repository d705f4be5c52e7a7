/** Offsets within a thread's scratch, given out one after the other. */
export interface Scratch {
  readonly bytes: number
  place(bytes: number): number
}

export function createScratch(): Scratch {
  let used = 0
  return {
    get bytes() {
      return used
    },
    place(bytes) {
      const offset = used
      used += Math.ceil(bytes / 128) * 128
      return offset
    },
  }
}
