import { joined, pack, text } from './bytes.js'

/** Trains of a sample: times in float16 bits, units. */
export interface Train {
  readonly halves: readonly number[]
  readonly units: readonly number[]
}

type Numbers = Parameters<typeof pack>[0]

/** Chunks of labels as they are stored, of `elements` labels each. */
export interface LabelChunks {
  readonly elements: number
  /** The content of the message that names the filters. */
  readonly filters?: Uint8Array
  readonly stored: readonly { readonly bytes: Uint8Array; readonly skipped?: number }[]
}

/** How labels lie in a file, where not one after the other as 16 bits, little endian, without a sign. */
export interface LabelStorage {
  /** The content of the message of their type. */
  readonly type?: Numbers
  readonly bytes?: Uint8Array
  readonly chunks?: LabelChunks
  /** The content of the message of their layout. */
  readonly layout?: Uint8Array
}

/** An HDF5 file of SHD's schema, in its first format: superblock 0, headers of version 1 without checksums, names in headers. */
export function spikeFileBytes(
  trains: readonly Train[],
  labels: readonly number[],
  stored: LabelStorage = {},
): Uint8Array<ArrayBuffer> {
  const halves = trains.map((train) => train.halves)
  const units = trains.map((train) => train.units)
  const head = 96
  // Pieces lie one after another, so what refers to others comes after them.
  const pieces: Uint8Array[] = []
  let end = head
  const put = (bytes: Uint8Array): number => {
    const start = end
    pieces.push(bytes)
    end += bytes.length
    return start
  }
  const list = (bytes: Uint8Array, type: Numbers, length: number): number =>
    put(dataset(type, length, [[8, contiguous(put(bytes), bytes.length)]]))
  const sequences = (of: readonly (readonly number[])[], type: Numbers): number => {
    const heap = put(collection(of))
    const elements = of.flatMap((values, k): Numbers => [
      [32, values.length],
      [64, heap],
      [32, k + 1],
    ])
    return list(pack(elements), [[32, 0x19], [32, 16], ...type], of.length)
  }
  const inChunks = ({ elements, filters, stored: chunks }: LabelChunks, bytes: number): Messages => {
    const tree = put(
      chunkTree(
        chunks.map(({ bytes, skipped = 0 }) => ({ at: put(bytes), bytes, skipped })),
        elements,
      ),
    )
    return [[8, chunked(tree, elements, bytes)], ...(filters ? [[0x0b, filters] as const] : [])]
  }
  const labelList = (): number => {
    const { type = UINT16, bytes = pack(labels.map((label) => [16, label])), chunks, layout } = stored
    if (chunks) return put(dataset(type, labels.length, inChunks(chunks, type[1]![1])))
    return layout ? put(dataset(type, labels.length, [[8, layout]])) : list(bytes, type, labels.length)
  }
  const spikes = group({ times: sequences(halves, FLOAT16), units: sequences(units, UINT16) })
  const root = put(group({ labels: labelList(), spikes: put(spikes) }))
  return joined(superblock(root, end), ...pieces)
}

const UINT16: Numbers = [
  [32, 0x10],
  [32, 2],
  [32, 16 << 16],
]
const FLOAT16: Numbers = [
  [32, 0x0f_20_11],
  [32, 2],
  [32, 16 << 16],
  [32, 0x0a_00_05_0a],
  [32, 15],
]

function superblock(root: number, end: number): Uint8Array {
  const undefinedAddress = new Uint8Array(8).fill(0xff)
  return joined(
    Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0, 0, 0, 0, 0),
    new Uint8Array(8),
    undefinedAddress,
    pack([[64, end]]),
    undefinedAddress,
    pack([
      [64, 0],
      [64, root],
      [64, 0],
      [64, 0],
      [64, 0],
    ]),
  )
}

type Messages = readonly (readonly [kind: number, content: Uint8Array])[]

function header(messages: Messages): Uint8Array {
  const bytes = joined(
    ...messages.map(([kind, content]) => {
      const padded = joined(content, new Uint8Array((8 - (content.length % 8)) % 8))
      return joined(
        pack([
          [16, kind],
          [16, padded.length],
          [32, 0],
        ]),
        padded,
      )
    }),
  )
  return joined(
    pack([
      [16, 1],
      [16, messages.length],
      [32, 1],
      [32, bytes.length],
      [32, 0],
    ]),
    bytes,
  )
}

function group(members: Readonly<Record<string, number>>): Uint8Array {
  const noHeap = joined(pack([[16, 0]]), new Uint8Array(16).fill(0xff))
  const links = Object.entries(members).map(
    ([name, address]) =>
      [
        6,
        joined(
          pack([
            [8, 1],
            [8, 0],
            [8, name.length],
          ]),
          text(name),
          pack([[64, address]]),
        ),
      ] as const,
  )
  return header([[2, noHeap], [10, pack([[16, 0]])], ...links])
}

function dataset(type: Numbers, length: number, layout: Messages): Uint8Array {
  const extent = pack([
    [32, 0x01_01],
    [32, 0],
    [64, length],
  ])
  return header([[1, extent], [3, pack(type)], ...layout])
}

const contiguous = (start: number, bytes: number): Uint8Array =>
  pack([
    [8, 3],
    [8, 1],
    [64, start],
    [64, bytes],
  ])

const chunked = (tree: number, elements: number, elementBytes: number): Uint8Array =>
  pack([
    [8, 3],
    [8, 2],
    [8, 2],
    [64, tree],
    [32, elements],
    [32, elementBytes],
  ])

interface PlacedChunk {
  readonly at: number
  readonly bytes: Uint8Array
  readonly skipped: number
}

/** A tree of one leaf. */
function chunkTree(chunks: readonly PlacedChunk[], elements: number): Uint8Array {
  const siblings = new Uint8Array(16).fill(0xff)
  const entries = chunks.flatMap(({ at, bytes, skipped }, k): Numbers => [
    [32, bytes.length],
    [32, skipped],
    [64, k * elements],
    [64, 0],
    [64, at],
  ])
  const head = pack([
    [8, 1],
    [8, 0],
    [16, chunks.length],
  ])
  return joined(text('TREE'), head, siblings, pack(entries), new Uint8Array(24))
}

/** A collection of sequences of 16-bit numbers. */
function collection(sequences: readonly (readonly number[])[]): Uint8Array {
  const objects = sequences.map((values, k) => {
    const content = pack(values.map((value) => [16, value]))
    const padding = new Uint8Array((8 - (content.length % 8)) % 8)
    return joined(
      pack([
        [16, k + 1],
        [16, 1],
        [32, 0],
        [64, content.length],
      ]),
      content,
      padding,
    )
  })
  const used = 16 + objects.reduce((sum, { length }) => sum + length, 0)
  const size = Math.max(4096, used + 16)
  const free = pack([
    [64, 0],
    [64, size - used],
  ])
  return joined(
    text('GCOL'),
    pack([
      [32, 1],
      [64, size],
    ]),
    ...objects,
    free,
    new Uint8Array(size - used - 16),
  )
}
