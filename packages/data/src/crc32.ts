/** Bytes that are taken at once. */
const AT_ONCE = 8

/** Entry 256 · k + b: the remainder of byte b with k zero bytes behind it. */
const table = new Uint32Array(256 * AT_ONCE)
for (let k = 0; k < table.length; k++) {
  let word = k < 256 ? k : table[k - 256]!
  if (k < 256) for (let bit = 0; bit < 8; bit++) word = (word >>> 1) ^ (word & 1 ? 0xedb88320 : 0)
  else word = (word >>> 8) ^ table[word & 255]!
  table[k] = word
}

/**
 * CRC-32 of bytes as in zip, gzip and PNG (reflected polynomial 0xEDB88320), 8 bytes at a time ("slicing by 8": M. E. Kounavis,
 * F. L. Berry, A systematic approach to building high performance software-based CRC generators, 2005).
 */
export function crc32(bytes: Uint8Array): number {
  const whole = bytes.length - (bytes.length % AT_ONCE)
  let crc = 0xffffffff
  let at = 0
  for (; at < whole; at += AT_ONCE) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    crc =
      table[1792 + (crc & 255)]! ^
      table[1536 + ((crc >>> 8) & 255)]! ^
      table[1280 + ((crc >>> 16) & 255)]! ^
      table[1024 + (crc >>> 24)]! ^
      table[768 + bytes[at + 4]!]! ^
      table[512 + bytes[at + 5]!]! ^
      table[256 + bytes[at + 6]!]! ^
      table[bytes[at + 7]!]!
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]!) & 255]!
  return ~crc >>> 0
}
