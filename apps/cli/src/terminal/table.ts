/** Rows of cells in columns under their titles, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const right = head.map((_, k) => isNumeric(rows, k))
  const widths = head.map((title, k) => Math.max(title.length, ...rows.map((row) => row[k]?.length ?? 0)))
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, k) => (right[k] ? cell.padStart(widths[k]!) : cell.padEnd(widths[k]!)))
        .join('   ')
        .trimEnd(),
    )
    .join('\n')
}

/** A table whose last columns are left out until its lines fit; two stay. */
export function fitTable(head: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  for (let count = head.length; ; count--) {
    const some = (row: readonly string[]): readonly string[] => row.slice(0, count)
    const text = table(some(head), rows.map(some))
    if (count <= 2 || text.split('\n').every((line) => line.length <= width)) return text
  }
}

/** Whether a column holds numbers alone, or nothing. */
export const isNumeric = (rows: readonly (readonly string[])[], column: number): boolean =>
  rows.every((row) => /^[-–+⋮\d]|^$/.test(row[column] ?? ''))

/** As much of a text as fits: `Ankle b…`. */
export function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}
