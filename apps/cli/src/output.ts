/** Where a command writes: results to one stream, progress and warnings to the other. */
export interface Output {
  /** A line of the result. */
  line(text?: string): void
  /** A fact for programs: one JSON object a line. Nothing without --json. */
  json(fact: Readonly<Record<string, unknown>>): void
  /** A line for whoever waits. */
  note(text: string): void
  /** The line that is written over again and again while something goes on; a terminal only. */
  live(text: string): void
  readonly isJson: boolean
  readonly isLive: boolean
  readonly columns: number
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly yellow: (text: string) => string
}

export function createOutput(isJson: boolean): Output {
  const { stdout, stderr } = process
  const isLive = stderr.isTTY && !isJson
  const colored = stderr.isTTY && stdout.isTTY && !isJson && (process.env['NO_COLOR'] ?? '') === ''
  const paint = (code: number) => (text: string) => (colored ? `\u001B[${code}m${text}\u001B[0m` : text)
  let liveText = ''

  function clear(): void {
    if (liveText !== '') stderr.write('\r\u001B[K')
    liveText = ''
  }

  return {
    line(text = '') {
      if (isJson) return
      clear()
      stdout.write(`${text}\n`)
    },
    json(fact) {
      if (isJson) stdout.write(`${JSON.stringify(fact)}\n`)
    },
    note(text) {
      clear()
      stderr.write(`${text}\n`)
    },
    live(text) {
      if (!isLive) return
      const shown = text.slice(0, stderr.columns - 1)
      if (shown === liveText) return
      stderr.write(`\r${shown}\u001B[K`)
      liveText = shown
    },
    isJson,
    isLive,
    get columns() {
      return stderr.columns || 100
    },
    bold: paint(1),
    dim: paint(2),
    yellow: paint(33),
  }
}

/** ████░░░░ */
export function bar(done: number, all: number, width = 24): string {
  const full = Math.round((width * done) / Math.max(1, all))
  return '█'.repeat(full) + '░'.repeat(width - full)
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 90
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Rows of cells in columns, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, k) => Math.max(title.length, ...rows.map((row) => row[k]?.length ?? 0)))
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, k) => (/^[-\d]/.test(cell) ? cell.padStart(widths[k]!) : cell.padEnd(widths[k]!)))
      .join('   ')
      .trimEnd()
  return [head.map((title, k) => title.padStart(widths[k]!)).join('   '), ...rows.map(lineOf)].join('\n')
}
