/** One line of a chart. */
export interface Series {
  readonly name: string
  /** One character, drawn at each point. */
  readonly mark: string
  /** One value a column of time; undefined where there is none. */
  readonly values: readonly (number | undefined)[]
}

export interface ChartOptions {
  readonly title: string
  /** Columns and rows of the whole chart, labels included. */
  readonly width: number
  readonly height: number
  readonly format: (value: number) => string
  readonly paint?: (mark: string, series: number) => string
}

/** Lines over epochs as text: an axis with three labels, a legend, later series over earlier ones. */
export function chart(
  series: readonly Series[],
  { title, width, height, format, paint = plain }: ChartOptions,
): string {
  const all = series.flatMap(({ values }) => values.filter((value) => value !== undefined))
  const length = Math.max(0, ...series.map(({ values }) => values.length))
  if (all.length === 0) return title
  const [least, most] = [Math.min(...all), Math.max(...all)]
  const labels = [most, (least + most) / 2, least].map(format)
  const margin = Math.max(...labels.map((label) => label.length))
  const columns = Math.max(8, Math.min(width - margin - 3, Math.max(24, length)))
  const cells = Array.from({ length: height }, () => new Array<string>(columns).fill(' '))
  for (const [at, { mark, values }] of series.entries())
    for (let column = 0; column < columns; column++) {
      const value = valueAt(values, column, columns)
      if (value === undefined) continue
      const row = most === least ? height - 1 : Math.round(((most - value) / (most - least)) * (height - 1))
      cells[row]![column] = paint(mark, at)
    }
  const rows = cells.map((row, at) => {
    const label = at === 0 ? labels[0]! : at === height - 1 ? labels[2]! : at === (height - 1) / 2 ? labels[1]! : ''
    return `${label.padStart(margin)} ${label === '' ? '│' : '┤'} ${row.join('')}`.trimEnd()
  })
  const legend = series.map(({ name, mark }, at) => `${paint(mark, at)} ${name}`).join('   ')
  return [`${title}   ${legend}`, ...rows, `${' '.repeat(margin)} └${'─'.repeat(columns + 1)} epoch ${length}`].join(
    '\n',
  )
}

const plain = (mark: string): string => mark

/** The value drawn in a column: that of the epoch it stands for, of several the last. */
function valueAt(values: readonly (number | undefined)[], column: number, columns: number): number | undefined {
  if (values.length <= columns) {
    const at = values.length === 1 ? 0 : (column * (values.length - 1)) / (columns - 1)
    const near = Math.round(at)
    return Math.abs(at - near) * (columns - 1) <= (values.length - 1) / 2 ? values[near] : undefined
  }
  return values[Math.round((column * (values.length - 1)) / (columns - 1))]
}

/** Counts as one line: `▁▂▅█▅▂▁`. */
export function sparkline(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return values
    .map((value) => '▁▂▃▄▅▆▇█'[most === least ? 0 : Math.round((7 * (value - least)) / (most - least))])
    .join('')
}

/** How many of the values fall into each of `bins` equal parts of [-limit, limit]; those outside count for the last ones. */
export function histogram(values: ArrayLike<number>, limit: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0)
  for (let k = 0; k < values.length; k++) {
    const bin = Math.floor(((values[k]! / limit + 1) / 2) * bins)
    counts[Math.max(0, Math.min(bins - 1, Number.isFinite(bin) ? bin : 0))]!++
  }
  return counts
}
