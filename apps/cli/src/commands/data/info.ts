import type { Sensor } from '@snn/data'
import { eventSetFile, eventSetName, readEventFile } from '@snn/data/node'
import { oneWord, parseOptions } from '../../options.js'
import { count, span } from '../../terminal/format.js'
import { fitProgress } from '../../terminal/line.js'
import { createOutput } from '../../terminal/output.js'

export const infoOptions = {
  json: { type: 'flag', help: 'one JSON object on stdout' },
} as const

/** What a file holds. */
interface Facts {
  /** As `readEvents` names it, or `event-set`. */
  readonly format: string
  readonly sensor: Sensor
  /** Of an event-set file. */
  readonly samples?: number
  /** Of all samples. */
  readonly events: number
  /** From the first event to the last; of the longest sample. */
  readonly durationMicros: number
}

/** `snn data info FILE`: what a recording or an event-set file holds. */
export async function info(args: readonly string[]): Promise<number> {
  const { values, words } = parseOptions(args, infoOptions)
  const path = oneWord(words, 'data info', 'FILE, a recording or event-set file')
  const out = createOutput(values.json ?? false)
  const facts = path.endsWith(eventSetName(''))
    ? await factsOfSet(path, (done, total) => out.live((columns) => fitProgress(path, [done, total], [], columns)))
    : await factsOfRecording(path)
  out.clear()
  const { format, sensor, samples, events, durationMicros } = facts
  out.line(`${out.bold(path)}   ${format}`)
  out.line(`  sensor     ${sensor.width} x ${sensor.height} x ${sensor.polarities}`)
  if (samples !== undefined) out.line(`  samples    ${count(samples)}`)
  out.line(`  events     ${count(events)}`)
  out.line(`  duration   ${span(durationMicros)}${samples === undefined ? '' : ' at most'}`)
  out.json({ type: 'info', path, ...facts })
  return 0
}

async function factsOfRecording(path: string): Promise<Facts> {
  const { format, sensor, t } = await readEventFile(path)
  return { format, sensor, events: t.length, durationMicros: durationOf(t) }
}

async function factsOfSet(path: string, progress: (done: number, total: number) => void): Promise<Facts> {
  const set = await eventSetFile(path)
  try {
    let events = 0
    let durationMicros = 0
    for (let k = 0; k < set.length; k++) {
      const { t } = await set.get(k)
      events += t.length
      durationMicros = Math.max(durationMicros, durationOf(t))
      progress(k + 1, set.length)
    }
    return { format: 'event-set', sensor: set.sensor, samples: set.length, events, durationMicros }
  } finally {
    set.close()
  }
}

function durationOf(t: Float64Array): number {
  return (t.at(-1) ?? 0) - (t[0] ?? 0)
}
