import { joined, pack, text } from './bytes.js'

/** Trains of a sample: times in float16 bits, units. */
export interface Train {
  readonly halves: readonly number[]
  readonly units: readonly number[]
}

type Numbers = Parameters<typeof pack>[0]

/** An HDF5 file of SHD's schema, in its first format: superblock 0, headers of version 1 without checksums, names in headers. */
export function spikeFileBytes(trains: readonly Train[], labels: readonly number[]): Uint8Array {
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
    put(dataset(put(bytes), bytes.length, type, length))
  const sequences = (of: readonly (readonly number[])[], type: Numbers): number => {
    const heap = put(collection(of))
    const elements = of.flatMap((values, k): Numbers => [
      [32, values.length],
      [64, heap],
      [32, k + 1],
    ])
    return list(pack(elements), [[32, 0x19], [32, 16], ...type], of.length)
  }
  const spikes = group({ times: sequences(halves, FLOAT16), units: sequences(units, UINT16) })
  const root = put(
    group({ labels: list(pack(labels.map((label) => [16, label])), UINT16, labels.length), spikes: put(spikes) }),
  )
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

function header(messages: readonly (readonly [kind: number, content: Uint8Array])[]): Uint8Array {
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

function dataset(start: number, bytes: number, type: Numbers, length: number): Uint8Array {
  return header([
    [
      1,
      pack([
        [32, 0x01_01],
        [32, 0],
        [64, length],
      ]),
    ],
    [3, pack(type)],
    [
      8,
      pack([
        [8, 3],
        [8, 1],
        [64, start],
        [64, bytes],
      ]),
    ],
  ])
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
