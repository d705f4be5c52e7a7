import type { EventSource } from '@snn/data'
import { convertedSet, eventFolder, loadEvents, type Splits } from '@snn/data/node'

/** The splits of a set of recordings: a published one by its name, or `folder` for one's own, laid out by class or converted. */
export async function openEvents(name: string, folder: string): Promise<Splits<EventSource>> {
  if (name !== 'folder') return loadEvents(name, { folder })
  return (await convertedSet(folder)) ?? eventFolder({ folder })
}
