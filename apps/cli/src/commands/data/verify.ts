import { ArgumentError, isSnnError } from '@snn/core'
import { eventSetFile, eventSetName, readEventFile } from '@snn/data/node'
import { parseOptions } from '../../options.js'
import { count, plural } from '../../terminal/format.js'
import { fitProgress } from '../../terminal/line.js'
import { createOutput } from '../../terminal/output.js'

export const verifyOptions = {
  json: { type: 'flag', help: 'one JSON object a line on stdout' },
} as const

/** `snn data verify FILE …`: exit code 1 when one cannot be read whole. */
export async function verify(args: readonly string[]): Promise<number> {
  const { values, words } = parseOptions(args, verifyOptions)
  if (words.length === 0)
    throw new ArgumentError({ what: 'data verify needs FILE, a recording or event-set file', where: 'data verify' })
  const out = createOutput(values.json ?? false)
  let damaged = 0
  for (const path of words) {
    try {
      const { samples, events } = await readWhole(path, (done, total) =>
        out.live((columns) => fitProgress(path, [done, total], [], columns)),
      )
      out.clear()
      out.line(`${out.green('whole')}     ${path}   ${plural(samples, 'sample')}   ${count(events)} events`)
      out.json({ type: 'file', path, whole: true, samples, events })
    } catch (error) {
      if (!isSnnError(error)) throw error
      damaged++
      out.clear()
      out.line(`${out.red('damaged')}   ${error.message}`)
      out.json({ type: 'file', path, whole: false, code: error.code, message: error.message })
    }
  }
  return damaged === 0 ? 0 : 1
}

async function readWhole(
  path: string,
  progress: (done: number, total: number) => void,
): Promise<{ readonly samples: number; readonly events: number }> {
  if (!path.endsWith(eventSetName(''))) return { samples: 1, events: (await readEventFile(path)).t.length }
  const set = await eventSetFile(path)
  try {
    let events = 0
    for (let k = 0; k < set.length; k++) {
      events += (await set.get(k)).t.length
      progress(k + 1, set.length)
    }
    return { samples: set.length, events }
  } finally {
    set.close()
  }
}
