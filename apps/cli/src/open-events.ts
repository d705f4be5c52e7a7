import { ArgumentError } from '@snn/core'
import type { EventSource } from '@snn/data'
import { convertedSet, eventFolder, loadEvents, publishedSets, type Splits } from '@snn/data/node'
import { nearestOf } from './options.js'

/** The splits of a set of recordings: a published one by its name, or `folder` for one's own, laid out by class or converted. */
export async function openEvents(name: string, folder: string): Promise<Splits<EventSource>> {
  if (name === 'folder') return (await convertedSet(folder)) ?? eventFolder({ folder })
  const set = publishedSets.find((known) => known.name === name)
  if (set?.kind === 'events') return loadEvents(name, { folder })
  if (set)
    throw new ArgumentError({
      what: `${name} is a set of images, which has no events before they are encoded`,
      where: name,
      fix: `Its original files are read as they are: snn train ${name} --data DIR, snn data draw ${name} DIR.`,
    })
  const names = [...publishedSets.map((known) => known.name), 'folder']
  const nearest = nearestOf(name, names)
  throw new ArgumentError({
    what: `there is no set '${name}'`,
    fix: nearest === undefined ? `Sets are ${names.join(', ')}.` : `Did you mean ${nearest}?`,
  })
}
