import { DataError, ShapeError } from '@snn/core'
import { checkLabel } from '../checks.js'
import { crc32 } from '../crc32.js'
import { firstOutside, type Events } from '../events.js'
import { END_MAGIC, ENTRY_BYTES, FOOTER_BYTES, HEADER_BYTES, MAGIC, VERSION, type EventSetMeta } from './layout.js'
import { encodeSample } from './sample-code.js'

/** Makes an event-set file piece by piece; whoever asks writes the pieces one after another. @public */
export interface EventSetWriter {
  /** The first bytes of the file. */
  header(): Uint8Array
  /** The bytes of the next sample. */
  sample(events: Events, label: number): Uint8Array
  /** The last bytes: index and footer. Without them no reader takes the file. */
  end(): Uint8Array
}

/**
 * A writer of our own compact file of event recordings (docs/event-set-format.md). Holds 16 bytes a sample in memory.
 * A ShapeError for a sensor that the format does not hold, a DataError for a label outside the classes or an event
 * outside the sensor.
 * @public
 */
export function eventSetWriter(meta: EventSetMeta): EventSetWriter {
  const { name, split, classes, citation, license, partial, sensor } = meta
  const { width, height, polarities } = sensor
  if (width > 65536 || height > 65536 || polarities > 2) {
    throw new ShapeError({
      what: `an event set holds sensors of at most 65536 x 65536 and 2 polarities; got ${width} x ${height} and ${polarities}`,
    })
  }
  let entries = new DataView(new ArrayBuffer(1024 * ENTRY_BYTES))
  let samples = 0
  let at = HEADER_BYTES

  function entry(bytes: Uint8Array, events: number, label: number): void {
    const place = samples * ENTRY_BYTES
    if (place === entries.byteLength) {
      const grown = new Uint8Array(2 * place)
      grown.set(new Uint8Array(entries.buffer))
      entries = new DataView(grown.buffer)
    }
    for (const [k, word] of [bytes.length, events, label, crc32(bytes)].entries()) {
      entries.setUint32(place + 4 * k, word, true)
    }
    samples++
    at += bytes.length
  }

  return {
    header(): Uint8Array {
      const bytes = new Uint8Array(HEADER_BYTES)
      bytes.set(MAGIC)
      const view = new DataView(bytes.buffer)
      view.setUint32(8, VERSION, true)
      view.setUint32(12, crc32(bytes.subarray(0, 12)), true)
      return bytes
    },
    sample(events, label): Uint8Array {
      checkLabel(label, samples, classes.length, name)
      const k = firstOutside(events, sensor)
      if (k !== undefined) {
        throw new DataError({
          what: `event ${k} of sample ${samples} of ${name} is at column ${events.x[k]}, row ${events.y[k]}, polarity ${events.p[k]}, outside ${width} x ${height} x ${polarities}`,
          where: `sample ${samples}`,
        })
      }
      const bytes = encodeSample({ ...events, sensor })
      entry(bytes, events.t.length, label)
      return bytes
    },
    end(): Uint8Array {
      const text = new TextEncoder().encode(
        JSON.stringify({ name, split, classes, citation, license, partial, sensor }),
      )
      const index = text.length + samples * ENTRY_BYTES
      const bytes = new Uint8Array(index + FOOTER_BYTES)
      bytes.set(text)
      bytes.set(new Uint8Array(entries.buffer, 0, samples * ENTRY_BYTES), text.length)
      bytes.set(END_MAGIC, index)
      const view = new DataView(bytes.buffer, index)
      view.setBigUint64(8, BigInt(at), true)
      view.setUint32(16, text.length, true)
      view.setUint32(20, samples, true)
      view.setUint32(24, crc32(bytes.subarray(0, index)), true)
      view.setUint32(28, crc32(bytes.subarray(index, index + 28)), true)
      return bytes
    },
  }
}
