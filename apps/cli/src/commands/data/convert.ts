import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ArgumentError, formatBytes } from '@snn/core'
import { convertEventSet, eventSetFile, eventSetName } from '@snn/data/node'
import { openEvents } from '../../open-events.js'
import { parseOptions } from '../../options.js'
import { stopOnSignal } from '../../stop-on-signal.js'
import { count, duration } from '../../terminal/format.js'
import { fitProgress } from '../../terminal/line.js'
import { createOutput } from '../../terminal/output.js'

export const convertOptions = {
  out: { type: 'text', value: 'DIR', help: 'where train.events, test.events … are written' },
  force: { type: 'flag', help: 'replaces event-set files that are there' },
  json: { type: 'flag', help: 'one JSON object a line on stdout' },
} as const

/** `snn data convert SET DIR --out DIR`: one event-set file a split. */
export async function convert(args: readonly string[]): Promise<number> {
  const { values, words } = parseOptions(args, convertOptions)
  const [name, folder, ...rest] = words
  const target = values.out
  if (name === undefined || folder === undefined || target === undefined || rest.length > 0)
    throw new ArgumentError({
      what: `data convert needs a set, its folder and --out; got ${words.length === 0 ? 'nothing' : words.join(' ')}`,
      fix: 'For example: snn data convert nmnist DIR --out nmnist-converted.',
    })
  if (existsSync(target) && !statSync(target).isDirectory())
    throw new ArgumentError({ what: `--out must be a folder; ${target} is a file`, where: 'out' })
  const out = createOutput(values.json ?? false)
  const splits = await openEvents(name, folder)
  for (const split of Object.keys(splits)) refuseExisting(join(target, eventSetName(split)), values.force ?? false)
  const stop = stopOnSignal(() => out.note('stopping; what is not whole is thrown away'))
  try {
    for (const [split, source] of Object.entries(splits)) {
      const path = join(target, eventSetName(split))
      const started = performance.now()
      await convertEventSet(source, path, {
        signal: stop.signal,
        onProgress: (done, total) => out.live((columns) => fitProgress(split, [done, total], [], columns)),
      })
      const seconds = (performance.now() - started) / 1e3
      out.clear()
      const set = await eventSetFile(path)
      const events = Array.from({ length: set.length }, (_, k) => set.events(k)).reduce((a, b) => a + b, 0)
      out.line(
        `${path}   ${count(set.length)} samples   ${count(events)} events   ${formatBytes(set.bytes)}   ${duration(seconds)}`,
      )
      out.json({ type: 'converted', path, split, samples: set.length, events, bytes: set.bytes, seconds })
      set.close()
    }
  } finally {
    stop.forget()
  }
  return 0
}

function refuseExisting(path: string, force: boolean): void {
  if (force || !existsSync(path)) return
  throw new ArgumentError({
    what: `${path} is there already`,
    where: 'out',
    fix: 'Give another folder, or --force to replace it.',
  })
}
