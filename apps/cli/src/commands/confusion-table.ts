import { confusionMatrix } from '@snn/metrics'
import { percent, plural } from '../terminal/format.js'
import type { Output } from '../terminal/output.js'
import { shorten, table } from '../terminal/table.js'

/** True classes in rows, predicted classes in columns, and the pairs that are confused most. */
export function confusionTable(
  counts: readonly (readonly number[])[],
  classes: readonly string[],
  out: Pick<Output, 'columns' | 'bold' | 'dim' | 'yellow'>,
): string {
  const names = counts.map((_, c) => classes[c] ?? String(c))
  const matrix = confusionMatrix(names.length, counts)
  const longest = Math.max(...names.map((name) => name.length))
  const widest = Math.max(3, ...counts.flat().map((value) => String(value).length))
  const fits = longest + 6 + 10 + names.length * (widest + 3) <= out.columns
  const worst = names
    .flatMap((_, label) => names.map((_, predicted) => ({ label, predicted, count: matrix.count(label, predicted) })))
    .filter(({ label, predicted, count }) => label !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 3)
  const lines = [out.dim('true class in rows, predicted class in columns')]
  lines.push(
    fits
      ? table(
          ['class', '', ...names.map((_, c) => String(c)), 'recall', 'precision'],
          names.map((name, c) => [
            name,
            String(c),
            ...names.map((_, predicted) =>
              matrix.count(c, predicted) === 0 ? '–' : String(matrix.count(c, predicted)),
            ),
            share(matrix.recall(c)),
            share(matrix.precision(c)),
          ]),
        )
      : table(
          ['class', 'recall', 'precision'],
          names.map((name, c) => [shorten(name, 24), share(matrix.recall(c)), share(matrix.precision(c))]),
        ),
  )
  if (worst.length > 0) lines.push('')
  for (const { label, predicted, count } of worst)
    lines.push(`${names[label]} taken for ${names[predicted]}   ${plural(count, 'time')}`)
  return lines.join('\n')
}

const share = (value: number): string => (Number.isNaN(value) ? '–' : percent(value))
