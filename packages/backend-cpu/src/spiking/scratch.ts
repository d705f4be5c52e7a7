/** Offsets within a thread's scratch, given out one after the other. */
export class Scratch {
  bytes = 0

  /** Begins anew. */
  empty(): this {
    this.bytes = 0
    return this
  }

  place(bytes: number): number {
    const offset = this.bytes
    this.bytes += Math.ceil(bytes / 128) * 128
    return offset
  }
}
