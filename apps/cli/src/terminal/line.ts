import { bar } from './format.js'

/** A piece of a line, which is left out where there is no room; those of the highest `rank` go first. */
export interface Piece {
  readonly text: string
  readonly rank: number
}

const GAP = '   '

/** The pieces that fit into a width, in order, with gaps between. Pieces of rank 0 always stay, even if they alone do not fit. */
export function fitLine(pieces: readonly Piece[], width: number): string {
  let kept = pieces.filter(({ text }) => text !== '')
  while (lengthOf(kept) > width) {
    const last = Math.max(...kept.map(({ rank }) => rank))
    if (last === 0) break
    const drop = kept.findLastIndex(({ rank }) => rank === last)
    kept = kept.filter((_, at) => at !== drop)
  }
  return kept.map(({ text }) => text).join(GAP)
}

/** The same with a bar that takes what is left, up to 24 cells; none below 6. */
export function fitProgress(
  head: string,
  [done, all]: readonly [number, number],
  pieces: readonly Piece[],
  width: number,
): string {
  const progress = `${done}/${all}`
  const rest = fitLine(pieces, Math.max(0, width - head.length - progress.length - 2 * GAP.length - 8))
  const room = width - [head, progress, rest].reduce((sum, text) => sum + text.length + GAP.length, 0)
  const cells = Math.min(24, room)
  const parts = [head, cells < 6 ? '' : bar(done, all, cells), progress, rest]
  return parts
    .filter((part) => part !== '')
    .join(GAP)
    .slice(0, width)
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + text.length + GAP.length, -GAP.length)
}
