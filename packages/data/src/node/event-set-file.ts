import { AbortError } from '@snn/core'
import type { EventSource } from '../data-set.js'
import { openEventSet, type EventSet } from '../event-set/event-set-reader.js'
import { eventSetWriter } from '../event-set/event-set-writer.js'
import { joined } from '../gunzip.js'
import { fileSource } from './file-source.js'
import { writeWhole } from './write-whole.js'

/** @public */
export interface ConvertOptions {
  /** Called after every sample. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Samples that are read together, so that waits overlap. */
const TOGETHER = 16

/** Bytes that are written together. */
const PIECE = 1 << 20

/**
 * Writes the recordings of a source into one event-set file, which has its name only when it is whole. Memory does not
 * depend on the number of samples but for 16 bytes each. The errors of the source, an AbortError when the signal says so.
 * @public
 */
export async function convertEventSet(
  source: EventSource,
  path: string,
  { onProgress, signal }: ConvertOptions = {},
): Promise<void> {
  const writer = eventSetWriter(source)
  await writeWhole(
    path,
    async (file) => {
      let waiting: Uint8Array[] = []
      let bytes = 0
      const flush = async (): Promise<void> => {
        if (bytes > 0) await file.writeFile(joined(waiting))
        waiting = []
        bytes = 0
      }
      const put = async (piece: Uint8Array): Promise<void> => {
        waiting.push(piece)
        bytes += piece.length
        if (bytes >= PIECE) await flush()
      }
      await put(writer.header())
      for (let first = 0; first < source.length; first += TOGETHER) {
        if (signal?.aborted === true) {
          throw new AbortError({ what: `converting ${source.name} was aborted by its signal`, cause: signal.reason })
        }
        const length = Math.min(TOGETHER, source.length - first)
        const group = await Promise.all(Array.from({ length }, async (_, k) => source.get(first + k)))
        for (const [k, events] of group.entries()) {
          await put(writer.sample(events, source.labels[first + k]!))
          onProgress?.(first + k + 1, source.length)
        }
      }
      await put(writer.end())
      await flush()
    },
    { signal },
  )
}

/** Opens an event-set file of this machine: {@link openEventSet}, without waiting for samples. @public */
export async function eventSetFile(path: string): Promise<EventSet> {
  const source = fileSource(path)
  try {
    return await openEventSet(source)
  } catch (error) {
    source.close?.()
    throw error
  }
}
