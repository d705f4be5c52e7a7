import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { optionsAlone, type OptionTable } from '@snn/cli/options'
import { table } from '@snn/cli/terminal/table'
import { isSnnError } from '@snn/core'
import { readEvents } from '@snn/data'
import { median } from '@snn/metrics'
import { describeMachine } from '../machine.js'
import { printResult } from '../result.js'
import { ms } from '../text.js'
import { binFile, datFile, evt2File, evt3File, type NamedBytes } from './made-files.js'

export const dataOptions = {
  events: { type: 'whole', least: 4, help: 'of each file that is made (2000000)' },
  files: { type: 'text', value: 'DIR', help: 'recordings to read as well' },
  repeats: { type: 'whole', help: 'readings of each file (9)' },
  json: { type: 'flag', help: 'prints one JSON object' },
} as const satisfies OptionTable

/** How fast one file is read from memory. */
interface Rate {
  readonly name: string
  readonly format: string
  readonly bytes: number
  readonly events: number
  /** Medians. */
  readonly readMs: number
  readonly copyMs: number
  readonly millionEventsPerSecond: number
  /** What a plain copy of the file's bytes would be. */
  readonly copyMillionEventsPerSecond: number
}

/** `bench data`: decoding from memory, per format, beside a plain copy of the same bytes; one thread. */
export async function data(args: readonly string[]): Promise<number> {
  const { events = 2_000_000, repeats = 9, files, json } = optionsAlone(args, dataOptions)
  const machine = describeMachine()
  const made = [binFile, datFile, evt2File, evt3File].map((make) => make(events))
  const rates: Rate[] = []
  for (const file of [...made, ...(files === undefined ? [] : await recordingsOf(files))]) {
    rates.push(await measure(file, repeats))
  }
  printResult({ kind: 'data', args, json }, { machine, repeats, formats: rates }, ratesTable)
  return 0
}

/** The files of a folder that hold events; the others are named on stderr. */
async function recordingsOf(folder: string): Promise<NamedBytes[]> {
  const found: NamedBytes[] = []
  for (const name of (await readdir(folder)).sort()) {
    const bytes = new Uint8Array(await readFile(join(folder, name)))
    try {
      await readEvents(bytes, { file: name })
      found.push({ name, bytes })
    } catch (error) {
      if (!isSnnError(error)) throw error
      process.stderr.write(`left out: ${error.message.split('\n')[0]}\n`)
    }
  }
  return found
}

/** The first readings, which compile the code, are not counted. */
async function measure({ name, bytes }: NamedBytes, repeats: number): Promise<Rate> {
  const { format, t } = await readEvents(bytes, { file: name })
  const [reading, copying]: [number[], number[]] = [[], []]
  for (let round = -2; round < repeats; round++) {
    const start = performance.now()
    await readEvents(bytes, { file: name })
    const between = performance.now()
    bytes.slice()
    if (round < 0) continue
    reading.push(between - start)
    copying.push(performance.now() - between)
  }
  const [readMs, copyMs] = [median(reading), median(copying)]
  return {
    name,
    format,
    bytes: bytes.length,
    events: t.length,
    readMs,
    copyMs,
    millionEventsPerSecond: t.length / readMs / 1e3,
    copyMillionEventsPerSecond: t.length / copyMs / 1e3,
  }
}

function ratesTable({ formats, repeats }: { readonly formats: readonly Rate[]; readonly repeats: number }): string {
  const rows = formats.map(({ name, format, events, readMs, copyMs, ...rate }) => [
    name,
    format,
    String(events),
    ms(readMs),
    ms(rate.millionEventsPerSecond),
    ms(copyMs),
    ms(rate.copyMillionEventsPerSecond),
  ])
  return [
    `recordings read from memory, one thread, median of ${repeats}; beside it a plain copy of the same bytes`,
    '',
    table(['', 'format', 'events', 'read ms', 'M events/s', 'copy ms', 'M events/s'], rows),
  ].join('\n')
}
