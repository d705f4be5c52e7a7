import { marked, textAt, wide, type Hdf5Bytes } from './hdf5-bytes.js'
import { LINK, LINK_INFO, messagesOf, sizeOf, SYMBOL_TABLE, type Message } from './object-header.js'
import { leavesOf } from './tree.js'

/** Bytes of a symbol table's entry. */
const ENTRY = 40

/** Bytes of a name that are read; those that we look for are shorter. */
const NAME = 256

/** The address of the object at a path of names, from a group on; undefined where there is none. */
export function find(file: Hdf5Bytes, group: number, path: string): number | undefined {
  let address: number | undefined = group
  for (const name of path.split('/')) {
    if (address === undefined) return undefined
    address = members(file, address).get(name)
  }
  return address
}

/** Addresses of what a group holds, by name. Source: HDF5 File Format Specification 3.0, III.B, III.C, IV.A.2. */
function members(file: Hdf5Bytes, group: number): Map<string, number> {
  const found = new Map<string, number>()
  const messages = messagesOf(file, group)
  for (const message of messages) {
    if (message.kind === SYMBOL_TABLE) symbols(file, message, found)
    if (message.kind === LINK) link(file, message, found)
    if (message.kind === LINK_INFO) checkCompact(file, message)
  }
  return found
}

/** Names in a tree of symbol tables, whose texts lie in a heap. */
function symbols(file: Hdf5Bytes, { content, at }: Message, into: Map<string, number>): void {
  if (content.byteLength < 16) throw file.error('has a group without its symbols', at)
  const heap = wide(content, 8)
  const head = file.view(heap, 32)
  if (!marked(head, 'HEAP')) throw file.error('has a group without its names', heap)
  const names = file.view(wide(head, 24), wide(head, 8))
  const known = new Set<number>()
  let bytes = 0
  for (const { child } of leavesOf(file, wide(content, 0), { kind: 0, keyBytes: 8 })) {
    const count = file.view(child, 8)
    if (known.has(child) || !marked(count, 'SNOD')) throw file.error('has no symbols where it says', child)
    known.add(child)
    const entries = file.view(child + 8, ENTRY * count.getUint16(6, true))
    bytes += entries.byteLength
    if (bytes > file.size) throw file.error('has a group that is larger than itself', child)
    for (let entry = 0; entry < entries.byteLength; entry += ENTRY) {
      const name = wide(entries, entry)
      if (!(name < names.byteLength)) throw file.error('has a name outside its names', child + 8 + entry)
      into.set(textAt(names, name, Math.min(NAME, names.byteLength - name)), wide(entries, entry + 8))
    }
  }
}

/** One name, in the header of the group itself. */
function link(file: Hdf5Bytes, { content, at }: Message, into: Map<string, number>): void {
  const flags = content.byteLength > 2 ? content.getUint8(1) : 0
  const bytes = 1 << (flags & 3)
  const kind = (flags & 8) !== 0 ? 1 : 0
  // Other kinds than 0, an address, lead to other names or files.
  if (kind === 1 && content.getUint8(2) !== 0) return
  const sized = 2 + kind + ((flags & 4) !== 0 ? 8 : 0) + ((flags & 0x10) !== 0 ? 1 : 0)
  const start = sized + bytes
  const length = start <= content.byteLength ? sizeOf(content, sized, bytes) : Infinity
  if (start + length + 8 > content.byteLength) throw file.error('has a name that ends outside its header', at)
  into.set(textAt(content, start, length), wide(content, start + length))
}

/** A group of many names may keep them outside its header. */
function checkCompact(file: Hdf5Bytes, { content, at }: Message): void {
  const heap = 2 + (content.byteLength > 1 && (content.getUint8(1) & 1) !== 0 ? 8 : 0)
  if (content.byteLength < heap + 8) throw file.error('has a group that ends too early', at)
  if (wide(content, heap) <= file.size) {
    throw file.error('keeps the names of a group in a fractal heap, which this does not read', at)
  }
}
