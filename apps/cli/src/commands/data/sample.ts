import { ArgumentError } from '@snn/core'
import type { Collection, Events } from '@snn/data'
import { eventSetFile, eventSetName, loadImages, publishedSets, readEventFile, type Splits } from '@snn/data/node'
import { openEvents } from '../../open-events.js'
import { plural, span } from '../../terminal/format.js'

/** What is drawn: the events of one recording, or some images. */
export type Sample = { readonly title: string; readonly facts: Readonly<Record<string, unknown>> } & (
  | { readonly events: Events }
  | { readonly events?: undefined; readonly images: readonly Uint8Array[]; readonly shape: readonly [number, number] }
)

/** Which sample of a set. */
export interface Which {
  readonly split: string | undefined
  readonly index: number
  /** How many images, from `index` on. */
  readonly images: number
}

/** A sample of a file, or of a set in a folder. */
export async function sampleOf(what: string, folder: string | undefined, which: Which): Promise<Sample> {
  if (folder !== undefined) {
    const isImages = publishedSets.some(({ name, kind }) => name === what && kind === 'images')
    if (isImages) return imagesOf(chosen(await loadImages(what, { folder }), which), which)
    return recordingOf(chosen(await openEvents(what, folder), which), which)
  }
  if (what === 'folder' || publishedSets.some(({ name }) => name === what))
    throw new ArgumentError({
      what: `data draw ${what} needs the folder of the set`,
      fix: `Give it: data draw ${what} DIR.`,
    })
  if (!what.endsWith(eventSetName(''))) return eventsOf(what, await readEventFile(what), {})
  const set = await eventSetFile(what)
  try {
    return await recordingOf(chosen({ [set.split]: set }, which), which)
  } finally {
    set.close()
  }
}

function chosen<T extends Collection<unknown>>(splits: Splits<T>, { split, index }: Which): T {
  const found = split === undefined ? Object.values(splits)[0] : splits[split]
  if (found === undefined)
    throw new ArgumentError({
      what: `there is no split '${split}'; splits are ${Object.keys(splits).join(', ')}`,
      where: 'split',
    })
  if (index < found.length) return found
  throw new ArgumentError({ what: `--sample must be below ${found.length}; got ${index}`, where: 'sample' })
}

async function recordingOf(set: Collection<Events>, { index }: Which): Promise<Sample> {
  const label = set.classes[set.labels[index]!]
  return eventsOf(`${set.name} ${set.split} ${index}: ${label}`, await set.get(index), { sample: index, label })
}

function eventsOf(name: string, events: Events, facts: Record<string, unknown>): Sample {
  const { sensor, t } = events
  const durationMicros = (t.at(-1) ?? 0) - (t[0] ?? 0)
  const title = `${name}   ${plural(t.length, 'event')} in ${span(durationMicros)} on ${sensor.width} x ${sensor.height}`
  return { title, facts: { ...facts, sensor, events: t.length, durationMicros }, events }
}

async function imagesOf(set: Collection<Uint8Array>, { index, images }: Which): Promise<Sample> {
  const numbers = Array.from({ length: Math.min(images, set.length - index) }, (_, k) => index + k)
  const labels = numbers.map((k) => set.classes[set.labels[k]!]!)
  const [height = 1, width = 1] = set.shape
  return {
    title: `${set.name} ${set.split} ${index}: ${labels.join(', ')}`,
    facts: { sample: index, labels },
    images: await Promise.all(numbers.map(async (k) => set.get(k))),
    shape: [height, width],
  }
}
