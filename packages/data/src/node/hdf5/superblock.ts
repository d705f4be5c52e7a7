import { wide, type Hdf5Bytes } from './hdf5-bytes.js'
import { checkSum } from './lookup3.js'

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

/** Where the fields of a superblock lie, for each version: the sizes of addresses and lengths, addresses, the checksum of all before it. */
const layouts = [
  { sizes: 13, base: 24, end: 40, root: 64, checksum: undefined },
  { sizes: 13, base: 28, end: 44, root: 68, checksum: undefined },
  { sizes: 9, base: 12, end: 28, root: 36, checksum: 44 },
  { sizes: 9, base: 12, end: 28, root: 36, checksum: 44 },
] as const

/** Checks the start of a file and gives the address of its root group. Source: HDF5 File Format Specification 3.0, II.A. */
export function rootGroup(file: Hdf5Bytes): number {
  if (file.size < SIGNATURE.length) throw file.error('does not begin like an HDF5 file', 0)
  const start = file.view(0, SIGNATURE.length)
  if (!SIGNATURE.every((byte, k) => start.getUint8(k) === byte)) {
    throw file.error('does not begin like an HDF5 file', 0)
  }
  const version = file.view(8, 1).getUint8(0)
  const layout = layouts[version]
  if (layout === undefined) throw file.error(`has a superblock of version ${version}, expected 0 to 3`, 8)
  const block = file.view(0, layout.root + 8)
  if (layout.checksum !== undefined) checkSum(file, 0, layout.checksum)
  const sizes = [block.getUint8(layout.sizes), block.getUint8(layout.sizes + 1)]
  if (sizes.some((bytes) => bytes !== 8)) {
    throw file.error(`has addresses and lengths of ${sizes.join(' and ')} bytes, expected 8`, layout.sizes)
  }
  if (wide(block, layout.base) !== 0) throw file.error('does not begin at its first byte', layout.base)
  const end = wide(block, layout.end)
  if (end > file.size) throw file.error(`ends after ${file.size} of ${end} bytes`, file.size)
  return wide(block, layout.root)
}
