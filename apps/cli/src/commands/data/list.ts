import { publishedSets } from '@snn/data/node'
import { optionsAlone } from '../../options.js'
import { tasks } from '../../tasks/tasks.js'
import { count } from '../../terminal/format.js'
import { createOutput } from '../../terminal/output.js'
import { fitTable } from '../../terminal/table.js'

export const listOptions = {
  json: { type: 'flag', help: 'one JSON object a line on stdout' },
} as const

/** `snn data list`: the published sets that are read from a folder of their files. */
export async function list(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, listOptions)
  const out = createOutput(values.json ?? false)
  const rows = publishedSets.map(({ name, title, shape, classes, samples, license }) => [
    name,
    Object.values(samples).map(count).join(' + '),
    String(classes.length),
    license.replace(/;.*/, ''),
    name in tasks ? 'yes' : '',
    shape.join(' x '),
    title,
  ])
  out.line(fitTable(['set', 'samples', 'classes', 'licence', 'snn train', 'a sample', 'title'], rows, out.columns))
  out.line()
  out.line('Samples are those of the splits: train + test, of ssc train + validation + test.')
  out.line('Your own recordings are the set folder: a folder for each class, or train and test with such folders.')
  for (const set of publishedSets) out.json({ type: 'set', ...set, trains: set.name in tasks })
  return 0
}
