import type { Share, Span } from './share.js'

/** Pieces of memory: address and bytes, one pair a piece. */
export type Places = readonly number[]

/** What a worker with a memory of its own is sent before its share of a run, and what is fetched from there when it is done. */
export interface Regions {
  /** The host's memory. */
  readonly u32: Uint32Array
  readonly share: Share
  readonly sent: Places
  readonly fetched: Places
  /** So many bytes from an address on, or a span of pieces of that size; nothing where the address is 0. */
  send(address: number, bytes: number, span?: Span): void
  fetch(address: number, bytes: number, span?: Span): void
}

export function createRegions(u32: Uint32Array, share: Share): Regions {
  const sent: number[] = []
  const fetched: number[] = []
  /** Calls of one run have much in common: bytes by address. */
  const known = new Map<number, number>()
  const everything: Span = [0, 1]

  return {
    u32,
    share,
    sent,
    fetched,
    send(address, bytes, [from, to] = everything) {
      const [first, size] = [address + from * bytes, (to - from) * bytes]
      if (address === 0 || size <= (known.get(first) ?? 0)) return
      known.set(first, size)
      sent.push(first, size)
    },
    fetch(address, bytes, [from, to] = everything) {
      if (address !== 0) fetched.push(address + from * bytes, (to - from) * bytes)
    },
  }
}

/** Bytes of all places together. */
export function sizeOf(places: Places): number {
  let size = 0
  for (let k = 1; k < places.length; k += 2) size += places[k]!
  return size
}

/** Copies what is at these places to a parcel, one behind the other. */
export function gather({ buffer }: WebAssembly.Memory, places: Places, parcel: ArrayBuffer): void {
  const all = new Uint8Array(parcel)
  let next = 0
  for (let k = 0; k < places.length; k += 2) {
    all.set(new Uint8Array(buffer, places[k]!, places[k + 1]!), next)
    next += places[k + 1]!
  }
}

/** Copies what was gathered to the same places of another memory. */
export function scatter({ buffer }: WebAssembly.Memory, places: Places, parcel: ArrayBuffer): void {
  const all = new Uint8Array(buffer)
  let next = 0
  for (let k = 0; k < places.length; k += 2) {
    all.set(new Uint8Array(parcel, next, places[k + 1]!), places[k]!)
    next += places[k + 1]!
  }
}
