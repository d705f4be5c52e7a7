import { deflateSync } from 'node:zlib'
import type { Events } from '../events.js'
import { writeNpy } from '../formats/npy.js'
import { writeNpz } from '../formats/npz.js'
import { joined, list, pack, text } from './bytes.js'

/** An element of a MAT-file. */
function element(kind: number, content: Uint8Array): Uint8Array {
  return joined(
    pack([
      [32, kind],
      [32, content.length],
    ]),
    content,
    new Uint8Array((8 - (content.length % 8)) % 8),
  )
}

/** A sample of ST-MNIST: a column an event. */
export function matFile(events: Events, { compressed = true, name = 'spiketrain' } = {}): Uint8Array {
  const columns = new Float64Array(101 * events.t.length)
  for (const [k, { t, x, y, p }] of list(events).entries()) {
    columns[101 * k + 10 * y + x] = p === 1 ? 1 : -1
    columns[101 * k + 100] = t / 1e6
  }
  const matrix = element(
    14,
    joined(
      element(
        6,
        pack([
          [32, 6],
          [32, 0],
        ]),
      ),
      element(
        5,
        pack([
          [32, 101],
          [32, events.t.length],
        ]),
      ),
      element(1, text(name)),
      element(9, new Uint8Array(columns.buffer)),
    ),
  )
  const header = joined(text('MATLAB 5.0 MAT-file, made by a test'.padEnd(124)), Uint8Array.of(0, 1, 0x49, 0x4d))
  const packed = new Uint8Array(deflateSync(matrix))
  return joined(
    header,
    compressed
      ? joined(
          pack([
            [32, 15],
            [32, packed.length],
          ]),
          packed,
        )
      : matrix,
  )
}

/** A structured .npy file as numpy writes one with padding. */
export function npyFile(events: Events): Uint8Array {
  const words = `{'descr': [('t', '<i8'), ('x', '<i2'), ('y', '<u2'), ('p', '|b1'), ('', '|V3')], 'fortran_order': False, 'shape': (${events.t.length},), }\n`
  return joined(
    Uint8Array.of(0x93),
    text('NUMPY'),
    Uint8Array.of(1, 0),
    pack([[16, words.length]]),
    text(words),
    ...list(events).map(({ t, x, y, p }) =>
      pack([
        [64, t],
        [16, x],
        [16, y],
        [32, p],
      ]),
    ),
  )
}

export const npzFile = ({ t, x, y, p, sensor: { width, height, polarities } }: Events): Uint8Array =>
  writeNpz({ t, x, y, p, sensor: Uint16Array.of(width, height, polarities) })

/** [events, 4] in rows or, as numpy saves a transposed array, in columns. */
export function matrixFile(events: Events): Uint8Array {
  const data = Float64Array.from(list(events).flatMap(({ t, x, y, p }) => [t, x, y, p]))
  return writeNpy({ data, shape: [events.t.length, 4], stride: [4, 1], offset: 0 })
}
