import type { Events } from '../events.js'
import { writeNpy } from '../formats/npy.js'
import { writeNpz } from '../formats/npz.js'
import { joined, list, pack, text } from './bytes.js'

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
