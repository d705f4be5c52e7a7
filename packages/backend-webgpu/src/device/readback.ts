import { Usage } from './constants.js'
import type { Failures } from './failure.js'
import { mapped } from './mapped.js'
import type { Stream } from './stream.js'

/** Bytes of a buffer of the device. */
export interface Piece {
  readonly buffer: GPUBuffer
  readonly offset: number
  readonly bytes: number
}

/** Copies pieces to the host, one behind the other, after all calls given before. */
export type ReadBack = (pieces: readonly Piece[]) => Promise<ArrayBuffer>

/** Buffers that the host can map are kept for the next time: one for each read that is under way. */
export function createReadBack(device: GPUDevice, stream: Stream, failures: Failures): ReadBack {
  const idle: GPUBuffer[] = []

  function take(bytes: number): GPUBuffer {
    const place = idle.findIndex(({ size }) => size >= bytes && size <= 4 * bytes + 4096)
    if (place >= 0) return idle.splice(place, 1)[0]!
    while (idle.length >= MOST_IDLE) idle.shift()!.destroy()
    return device.createBuffer({ size: bytes, usage: Usage.MAP_READ | Usage.COPY_DST })
  }

  return async (pieces) => {
    const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0)
    const target = take(Math.max(4, bytes))
    let at = 0
    for (const piece of pieces) {
      stream.copyOut(piece.buffer, piece.offset, target, at, piece.bytes)
      at += piece.bytes
    }
    await stream.flush()
    try {
      await mapped(device, target)
      const copy = target.getMappedRange(0, bytes).slice(0)
      target.unmap()
      idle.push(target)
      return copy
    } catch (cause) {
      target.destroy()
      throw await failures.during('a read', cause)
    }
  }
}

const MOST_IDLE = 4
