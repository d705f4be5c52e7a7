import type { ByteReader } from '../byte-reader.js'
import { cameras } from './event-format.js'

/** Sensors of the cameras that write RAW files. */
export const rawCameras = cameras([320, 320], [640, 480], [1280, 720])

/** The upper part of a time that wraps, moved on to its next value; a FormatError where that lies before. */
export function advance(before: number, next: number, wrap: number, file: ByteReader, at: number): number {
  const last = before % wrap
  const moved = before - last + next
  if (next >= last) return moved
  if (last - next > wrap / 2) return moved + wrap
  throw file.error('has a time that goes back', at)
}
