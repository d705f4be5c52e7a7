import { WIDTHS } from '../generated/kernels.js'

/** How columns are cut into blocks of equal width, the last one padded. */
export interface Blocks {
  readonly columns: number
  /** Vectors of four columns in a block. */
  readonly vectors: number
  readonly width: number
  readonly blocks: number
}

/** What a block costs beside its columns, in columns: leak and threshold, bits, the loop over steps. */
const OVERHEAD = 8

/** The cheapest cut: few blocks, little padding, 40 columns where there are many. */
export function blocksOf(columns: number): Blocks {
  let best = { cost: Infinity, vectors: 1, blocks: columns }
  for (const vectors of WIDTHS.toReversed()) {
    const width = 4 * vectors
    const blocks = Math.ceil(columns / width)
    const cost = blocks * (width + OVERHEAD)
    if (cost < best.cost) best = { cost, vectors, blocks }
  }
  return { columns, vectors: best.vectors, width: 4 * best.vectors, blocks: best.blocks }
}
