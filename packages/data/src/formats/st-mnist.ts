import type { ByteReader } from '../byte-reader.js'
import type { EventBuffer } from '../event-buffer.js'
import type { Sensor } from '../events.js'
import { beginsWith, type EventFormat } from './event-format.js'
import { readMat5 } from './mat5.js'
import type { NpyArray } from './npy.js'

const SENSOR: Sensor = { width: 10, height: 10, polarities: 2 }
const TAXELS = SENSOR.width * SENSOR.height

/**
 * ST-MNIST (See et al. 2020): a MAT-file with the matrix `spiketrain` of 101 rows: one each of 10 x 10 taxels, row after row,
 * with 1 or -1 where it fired up or down, and the last with the seconds of each column. Read whole. Source: arXiv:2005.04319.
 */
export const stMnist: EventFormat = {
  name: 'mat',
  title: 'ST-MNIST, MAT-file 5',
  extensions: ['.mat'],
  eventBytes: 16,
  sensors: [SENSOR],
  recognizes: (head) => beginsWith(head, 'MATLAB 5.0 MAT-file'),
  async *read(file, into): AsyncGenerator<Sensor> {
    for await (const { name, array } of readMat5(file)) {
      if (name !== 'spiketrain') continue
      decode(array, into, file)
      yield SENSOR
      return
    }
    throw file.error('has no matrix spiketrain', file.offset, 'Give a sample of ST-MNIST.')
  },
}

function decode({ data, shape }: NpyArray, into: EventBuffer, file: ByteReader): void {
  const [rows, columns = 0] = shape
  if (rows !== TAXELS + 1 || shape.length !== 2) {
    throw file.error(
      `has a spiketrain of [${shape.join(', ')}], expected ${TAXELS + 1} rows`,
      128,
      'Give a sample of ST-MNIST.',
    )
  }
  for (let column = 0; column < columns; column++) {
    const first = column * rows
    const micros = data[first + TAXELS]! * 1e6
    into.reserve(TAXELS)
    for (let taxel = 0; taxel < TAXELS; taxel++) {
      const value = data[first + taxel]!
      if (value === 0) continue
      if (Math.abs(value) !== 1 || !(Math.abs(micros) < Infinity)) {
        throw file.error(`has ${value} at ${micros} µs in column ${column} of its spiketrain`, 128)
      }
      into.t[into.count] = micros
      into.x[into.count] = taxel % SENSOR.width
      into.y[into.count] = Math.floor(taxel / SENSOR.width)
      into.p[into.count] = value > 0 ? 1 : 0
      into.count++
    }
  }
}
