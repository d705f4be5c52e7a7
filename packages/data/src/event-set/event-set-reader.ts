import { ChecksumError, DataError } from '@snn/core'
import { formatErrors, type ByteSource } from '../byte-source.js'
import { crc32 } from '../crc32.js'
import type { EventSource } from '../data-set.js'
import { recordings } from '../event-recordings.js'
import { firstOutside, type Events, type MakeEvents } from '../events.js'
import { FOOTER_BYTES } from './layout.js'
import { readFrame } from './read-frame.js'
import { readIndex } from './read-index.js'
import { decodeSample } from './sample-code.js'

/** An event-set file as a source of recordings. @public */
export interface EventSet extends EventSource {
  /** Bytes of the file. */
  readonly bytes: number
  /** How many events sample `index` has, without reading it. */
  events(index: number): number
  /** Gives the file back; samples cannot be read afterwards. */
  close(): void
}

/**
 * Opens an event-set file; a sample is read when it is asked for, so memory does not depend on the size of the file. The
 * checksum of a sample is compared when it is read for the first time.
 * A FormatError for another or an unfinished file, a ChecksumError for a damaged one, a VersionError for one of another version.
 * @public
 */
export async function openEventSet(source: ByteSource): Promise<EventSet> {
  const { file, size } = source
  const label = file ?? 'the event set'
  const wrong = formatErrors(file, 'the event set')
  const damaged = (what: string): ChecksumError =>
    new ChecksumError({
      what: `${label} is damaged: ${what}`,
      where: file,
      fix: 'Get the file, or convert the set, again.',
    })

  const { start, textBytes, samples, checksum } = await readFrame(source, wrong, damaged)
  const index = await source.read(start, size - FOOTER_BYTES)
  if (crc32(index) !== checksum) throw damaged('the checksum of its index is wrong')
  const { about, starts, counts, labels, checksums } = readIndex(index, { start, textBytes, samples, wrong })
  const { sensor } = about
  const checked = new Uint8Array(labels.length)

  function decode(bytes: Uint8Array, sample: number, make: MakeEvents): Events {
    if (checked[sample] === 0 && crc32(bytes) !== checksums[sample]) {
      throw damaged(`the checksum of sample ${sample} is wrong (bytes ${starts[sample]} to ${starts[sample + 1]! - 1})`)
    }
    const events = make(sensor, counts[sample]!)
    if (!decodeSample(bytes, events) || (checked[sample] === 0 && firstOutside(events, sensor) !== undefined)) {
      throw wrong(`does not hold ${counts[sample]} events of its sensor as sample ${sample}`, starts[sample]!)
    }
    checked[sample] = 1
    return events
  }

  let open = true
  return {
    ...recordings({
      ...about,
      labels,
      waits: source.waits,
      read(sample, make): Events | Promise<Events> {
        if (!open)
          throw new DataError({ what: `${label} is closed`, fix: 'Read all that is wanted before it is closed.' })
        const bytes = source.read(starts[sample]!, starts[sample + 1]!)
        return bytes instanceof Promise ? bytes.then((read) => decode(read, sample, make)) : decode(bytes, sample, make)
      },
    }),
    bytes: size,
    events: (sample) => counts[sample] ?? 0,
    close(): void {
      open = false
      source.close?.()
    },
  }
}
