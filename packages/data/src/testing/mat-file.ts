import { deflateSync } from 'node:zlib'
import type { Events } from '../events.js'
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
