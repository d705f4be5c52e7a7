import { toJson } from '../json.js'

/**
 * Where a command writes: results to stdout, progress and warnings to stderr. In a pipe stdout has facts for programs, as with
 * --json, and lines for people go to stderr.
 */
export interface Output {
  /** A line of the result. Nothing with --json. */
  line(text?: string): void
  /** A fact for programs: one JSON object a line. Nothing where stdout is a terminal, unless with --json. */
  json(fact: Readonly<Record<string, unknown>>): void
  /** A line for whoever waits. */
  note(text: string): void
  /**
   * The line that is written over again and again while something goes on. Where stderr is no terminal it is a line of its
   * own, the first after half a minute and then at most two a minute; with --json nothing.
   */
  live(text: string | ((columns: number) => string)): void
  /** Takes the live line away. */
  clear(): void
  /** Width to write for. */
  readonly columns: number
  /** Whether colors are shown. */
  readonly isColored: boolean
  readonly bold: Paint
  readonly dim: Paint
  readonly cyan: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly red: Paint
  /** Aborted when whoever read stdout has gone. */
  readonly closed: AbortSignal
}

export type Paint = (text: string) => string

const WIDTH_WITHOUT_TERMINAL = 160
const LIVE_MS = 80
const NOTE_MS = 30_000

/** @param json whether --json was given. */
export function createOutput(json: boolean): Output {
  const { stdout, stderr, env } = process
  const dumb = env['TERM'] === 'dumb'
  const isLive = stderr.isTTY && !dumb
  const colored = (env['NO_COLOR'] ?? '') === '' && isLive
  const people = stdout.isTTY ? stdout : stderr
  const paint =
    (code: number): Paint =>
    (text) =>
      colored ? `\u001B[${code}m${text}\u001B[0m` : text
  const closed = new AbortController()
  let shown = ''
  let last = isLive ? -Infinity : performance.now()

  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    closed.abort()
  })

  const columns = (): number => Math.max(20, (people.isTTY ? people.columns : 0) || WIDTH_WITHOUT_TERMINAL)

  function clear(): void {
    if (shown !== '') stderr.write('\r\u001B[K')
    shown = ''
    if (isLive) last = -Infinity
  }

  function write(to: NodeJS.WriteStream, text: string): void {
    clear()
    if (!closed.signal.aborted) to.write(`${text}\n`)
  }

  return {
    line(text = '') {
      if (!json) write(people, text)
    },
    json(fact) {
      if (json || !stdout.isTTY) write(stdout, toJson(fact))
    },
    note(text) {
      clear()
      stderr.write(`${text}\n`)
    },
    live(text) {
      const now = performance.now()
      if (now - last < (isLive ? LIVE_MS : NOTE_MS) || (!isLive && json)) return
      last = now
      const width = isLive ? Math.max(20, stderr.columns || WIDTH_WITHOUT_TERMINAL) - 1 : WIDTH_WITHOUT_TERMINAL
      const wanted = (typeof text === 'string' ? text : text(width)).slice(0, width)
      if (!isLive) stderr.write(`${wanted}\n`)
      else if (wanted !== shown) stderr.write(`\r${wanted}\u001B[K`)
      if (isLive) shown = wanted
    },
    clear,
    get columns() {
      return columns()
    },
    isColored: colored,
    bold: paint(1),
    dim: paint(2),
    cyan: paint(36),
    green: paint(32),
    yellow: paint(33),
    red: paint(31),
    closed: closed.signal,
  }
}
