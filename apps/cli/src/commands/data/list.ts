import { publishedSets } from '@snn/data/node'
import { optionsAlone } from '../../options.js'
import { tasks } from '../../tasks/tasks.js'
import { count } from '../../terminal/format.js'
import { createOutput } from '../../terminal/output.js'
import { table } from '../../terminal/table.js'

export const listOptions = {
  json: { type: 'flag', help: 'one JSON object a line on stdout' },
} as const

/** `snn data list`: the published sets that are read from a folder of their files. */
export async function list(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, listOptions)
  const out = createOutput(values.json ?? false)
  const rows = publishedSets.map(({ name, title, shape, classes, samples, license }) => [
    name,
    title,
    shape.join(' x '),
    String(classes.length),
    Object.entries(samples)
      .map(([split, length]) => `${count(length)} ${split}`)
      .join(', '),
    name in tasks ? 'train' : '',
    license,
  ])
  out.line(table(['set', 'title', 'sample', 'classes', 'samples', 'command', 'licence'], rows))
  out.line()
  out.line('Your own recordings are the set folder: a folder for each class, or train and test with such folders.')
  for (const set of publishedSets) out.json({ type: 'set', ...set, trains: set.name in tasks })
  return 0
}
