/**
 * Fletcher's checksum as HDF5 takes it: of words of 16 bits, big endian, an odd byte at the end as the upper half of one; both sums
 * by ones' complement. Source: HDF5, H5checksum.c, H5_checksum_fletcher32.
 */
export function fletcher32(bytes: Uint8Array): number {
  let [first, second] = [0, 0]
  for (let at = 0; at < bytes.length; at += 2) {
    first = folded(first + ((bytes[at]! << 8) | (bytes[at + 1] ?? 0)))
    second = folded(second + first)
  }
  return ((second << 16) | first) >>> 0
}

const folded = (sum: number): number => (sum & 0xffff) + (sum >>> 16)
