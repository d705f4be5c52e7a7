import { aedat4 } from './aedat4.js'
import { dat } from './dat.js'
import type { EventFormat } from './event-format.js'
import { eventStream } from './event-stream.js'
import { evt2 } from './evt2.js'
import { evt3 } from './evt3.js'
import { fiveByte } from './five-byte.js'
import { npyEvents, npzEvents } from './numpy-events.js'
import { stMnist } from './st-mnist.js'

/** Everything that `readEvents` reads. */
export const formats: readonly EventFormat[] = [
  fiveByte,
  dat,
  evt2,
  evt3,
  aedat4,
  eventStream,
  stMnist,
  npyEvents,
  npzEvents,
]

/** As much of a file's start as tells its format. */
export const HEAD = 1 << 14

/** The format of a file by its beginning or else, of those that have no mark, by its name. */
export function formatOf(head: Uint8Array, file = ''): EventFormat | undefined {
  const name = file.toLowerCase().replace(/\.gz$/, '')
  return (
    formats.find(({ recognizes }) => recognizes?.(head)) ??
    formats.find(
      ({ recognizes, extensions }) => !recognizes && extensions.some((extension) => name.endsWith(extension)),
    )
  )
}

/** Whether the name of a file says that it is a recording. */
export function isRecordingName(file: string): boolean {
  const name = file.toLowerCase().replace(/\.gz$/, '')
  return formats.some(({ extensions }) => extensions.some((extension) => name.endsWith(extension)))
}
