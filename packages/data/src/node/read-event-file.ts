import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { DataError } from '@snn/core'
import { readEvents, type ReadEventsOptions, type Recording } from '../read-events.js'

/**
 * All events of a file: `readEvents` of its content. A DataError when there is no such file, and the errors of `readEvents`.
 * @public
 */
export async function readEventFile(path: string, options: Omit<ReadEventsOptions, 'file'> = {}): Promise<Recording> {
  const facts = await stat(path).catch((cause: unknown) => {
    throw new DataError({ what: `the file ${path} cannot be read`, where: path, fix: 'Check its name.', cause })
  })
  if (!facts.isFile()) throw new DataError({ what: `${path} is no file`, where: path, fix: 'Name a recording.' })
  return readEvents(createReadStream(path), { ...options, file: path })
}
