import { ArgumentError, isSnnError } from '@snn/core'
import type { Collection, Events } from '@snn/data'
import { eventSetFile, eventSetName, loadImages, publishedSets, readEventFile } from '@snn/data/node'
import { openEvents } from '../../open-events.js'
import { parseOptions } from '../../options.js'
import { count, plural } from '../../terminal/format.js'
import { fitProgress } from '../../terminal/line.js'
import { createOutput } from '../../terminal/output.js'

export const verifyOptions = {
  json: { type: 'flag', help: 'one JSON object a line on stdout' },
} as const

/** How much was read. */
interface Whole {
  readonly samples: number
  readonly events?: number
}

type Progress = (done: number, total: number) => void

/** `snn data verify FILE … | SET DIR`: exit code 1 when something cannot be read whole. */
export async function verify(args: readonly string[]): Promise<number> {
  const { values, words } = parseOptions(args, verifyOptions)
  const out = createOutput(values.json ?? false)
  let refused = 0
  for (const [name, read] of Object.entries(await readers(words))) {
    try {
      const { samples, events } = await read((done, total) =>
        out.live((columns) => fitProgress(name, [done, total], [], columns)),
      )
      out.clear()
      const found = `${plural(samples, 'sample')}${events === undefined ? '' : `   ${count(events)} events`}`
      out.line(`${out.green('whole')}     ${name}   ${found}`)
      out.json({ type: 'verified', name, whole: true, samples, events })
    } catch (error) {
      if (!isSnnError(error)) throw error
      refused++
      out.clear()
      out.line(`${out.red('refused')}   ${error.message}`)
      out.json({ type: 'verified', name, whole: false, code: error.code, message: error.message })
    }
  }
  return refused === 0 ? 0 : 1
}

/** What reads each file, or each split of a set, whole. */
async function readers(
  words: readonly string[],
): Promise<Readonly<Record<string, (progress: Progress) => Promise<Whole>>>> {
  const [first, folder, ...rest] = words
  if (first === undefined)
    throw new ArgumentError({
      what: 'data verify needs FILE, or SET and its folder; got nothing',
      fix: 'snn data verify --help says more.',
    })
  const known = publishedSets.find(({ name }) => name === first)
  if (known === undefined && first !== 'folder')
    return Object.fromEntries(words.map((path) => [path, (progress) => readFile(path, progress)]))
  if (folder === undefined || rest.length > 0)
    throw new ArgumentError({
      what: `data verify ${first} needs the folder of the set, and no more; got ${words.slice(1).join(' ') || 'nothing'}`,
      fix: `Give it: data verify ${first} DIR.`,
    })
  if (known?.kind === 'images') {
    // Images are read whole, by their checksums, when they are loaded.
    return { [first]: async () => ({ samples: samplesIn(await loadImages(first, { folder })) }) }
  }
  return Object.fromEntries(
    Object.entries(await openEvents(first, folder)).map(([split, set]) => [
      `${first} ${split}`,
      (progress) => readAll(set, progress),
    ]),
  )
}

async function readFile(path: string, progress: Progress): Promise<Whole> {
  if (!path.endsWith(eventSetName(''))) return { samples: 1, events: (await readEventFile(path)).t.length }
  const set = await eventSetFile(path)
  try {
    return await readAll(set, progress)
  } finally {
    set.close()
  }
}

async function readAll(set: Collection<Events>, progress: Progress): Promise<Whole> {
  let events = 0
  for (let k = 0; k < set.length; k++) {
    events += (await set.get(k)).t.length
    progress(k + 1, set.length)
  }
  return { samples: set.length, events }
}

function samplesIn(splits: Readonly<Record<string, Collection<unknown>>>): number {
  return Object.values(splits).reduce((sum, { length }) => sum + length, 0)
}
