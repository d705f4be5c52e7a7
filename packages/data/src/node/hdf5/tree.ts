import { marked, wide, type Hdf5Bytes } from './hdf5-bytes.js'

/** One entry of a tree: its key, and where what it is for lies. */
export interface Leaf {
  readonly key: DataView
  readonly child: number
}

/** Bytes of a node before its first key. */
const HEAD = 24

/**
 * All leaves of a version-1 B-tree, whose nodes are of a kind (0 groups, 1 chunks) and have keys of a size.
 * Source: HDF5 File Format Specification 3.0, III.A.1.
 */
export function* leavesOf(
  file: Hdf5Bytes,
  root: number,
  { kind, keyBytes }: { readonly kind: number; readonly keyBytes: number },
): Generator<Leaf> {
  // A tree without leaves may have no address.
  const nodes = root <= file.size ? [root] : []
  const seen = new Set<number>()
  let bytes = 0
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (seen.has(node)) throw file.error('has a tree that goes round in a circle', node)
    seen.add(node)
    const head = file.view(node, HEAD)
    if (!marked(head, 'TREE') || head.getUint8(4) !== kind) throw file.error('has no tree where it says', node)
    const level = head.getUint8(5)
    const count = head.getUint16(6, true)
    const entries = file.view(node + HEAD, count * (keyBytes + 8))
    bytes += entries.byteLength
    if (bytes > file.size) throw file.error('has a tree that is larger than itself', root)
    for (let k = 0; k < count; k++) {
      const at = k * (keyBytes + 8)
      const child = wide(entries, at + keyBytes)
      if (level === 0) yield { key: new DataView(entries.buffer, at, keyBytes), child }
      else nodes.push(child)
    }
  }
}
