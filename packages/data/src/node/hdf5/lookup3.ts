import type { Hdf5Bytes } from './hdf5-bytes.js'

/** The four bytes from `end` on are the checksum of those from `start` to there; a FormatError where they are not. */
export function checkSum(file: Hdf5Bytes, start: number, end: number): void {
  if (file.view(end, 4).getUint32(0, true) !== lookup3(file.view(start, end - start))) {
    throw file.error('has a checksum that is wrong', end)
  }
}

/** Bob Jenkins' lookup3 (hashlittle, initial value 0): the checksum of HDF5's metadata. Source: burtleburtle.net/bob/c/lookup3.c. */
export function lookup3({ byteLength: length, buffer, byteOffset }: DataView): number {
  const padded = new Uint8Array(12 * Math.max(1, Math.ceil(length / 12)))
  padded.set(new Uint8Array(buffer, byteOffset, length))
  const words = new DataView(padded.buffer)
  let a = (0xdeadbeef + length) | 0
  let [b, c] = [a, a]
  const add = (at: number): void => {
    a = (a + words.getUint32(at, true)) | 0
    b = (b + words.getUint32(at + 4, true)) | 0
    c = (c + words.getUint32(at + 8, true)) | 0
  }
  if (length === 0) return c >>> 0
  let at = 0
  for (; at < padded.length - 12; at += 12) {
    add(at)
    a = ((a - c) ^ turned(c, 4)) | 0
    c = (c + b) | 0
    b = ((b - a) ^ turned(a, 6)) | 0
    a = (a + c) | 0
    c = ((c - b) ^ turned(b, 8)) | 0
    b = (b + a) | 0
    a = ((a - c) ^ turned(c, 16)) | 0
    c = (c + b) | 0
    b = ((b - a) ^ turned(a, 19)) | 0
    a = (a + c) | 0
    c = ((c - b) ^ turned(b, 4)) | 0
    b = (b + a) | 0
  }
  add(at)
  c = ((c ^ b) - turned(b, 14)) | 0
  a = ((a ^ c) - turned(c, 11)) | 0
  b = ((b ^ a) - turned(a, 25)) | 0
  c = ((c ^ b) - turned(b, 16)) | 0
  a = ((a ^ c) - turned(c, 4)) | 0
  b = ((b ^ a) - turned(a, 14)) | 0
  c = ((c ^ b) - turned(b, 24)) | 0
  return c >>> 0
}

const turned = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))
