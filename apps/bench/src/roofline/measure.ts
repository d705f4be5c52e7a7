import { median } from '@snn/metrics'
import { plainKernels, ROW_COLUMNS, type PlainKernels } from './kernels.js'

/** How fast a plain loop is on data of one size. */
export interface PlainRate {
  readonly kernel: 'y += a·x' | 'rows added in registers'
  /** Of all that the loop touches. */
  readonly bytes: number
  /** Median and best of multiply-adds a second (additions, of rows). */
  readonly perSecond: number
  readonly best: number
}

const KIB = 1024
/** Within the first cache of every processor we know, within the second, and beyond all of them. */
const AXPY_BYTES = [16 * KIB, 256 * KIB, 256 * KIB * KIB]
/** The same for rows: 112,000 bytes are one block of the weights of 700 inputs. */
const ROWS = [100, 700]
const LIST = 4096
const LEAST_MS = 20

/** Times the plain kernels, on one thread. */
export async function plainRates(rounds: number): Promise<PlainRate[]> {
  const kernels = await plainKernels(Math.max(...AXPY_BYTES) / 65_536 + 2)
  new Float32Array(kernels.memory.buffer).fill(1e-3)
  return [
    ...AXPY_BYTES.map((bytes): PlainRate => {
      const run = (repeats: number): void => kernels.axpy(0, bytes / 2, bytes / 2, 1e-3, repeats)
      return { kernel: 'y += a·x', bytes, ...rateOf(run, bytes / 8, rounds) }
    }),
    ...ROWS.map((rows) => rowRate(kernels, rows, rounds)),
  ]
}

function rowRate({ memory, addRows }: PlainKernels, rows: number, rounds: number): PlainRate {
  const bytes = 4 * ROW_COLUMNS * rows
  const list = new Uint16Array(memory.buffer, bytes, LIST)
  // A fixed order without a stride: a prefetcher that finds one fetches what nobody asked for.
  let state = 1
  list.forEach((_, k) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    list[k] = Math.floor((state / 2 ** 32) * rows)
  })
  const end = bytes + 2 * LIST
  const run = (repeats: number): void => addRows(0, bytes, end, end, repeats)
  return { kernel: 'rows added in registers', bytes, ...rateOf(run, ROW_COLUMNS * LIST, rounds) }
}

/** Repeats a loop until it takes long enough to be timed, then times it. */
function rateOf(
  run: (repeats: number) => void,
  operations: number,
  rounds: number,
): Pick<PlainRate, 'perSecond' | 'best'> {
  const time = (repeats: number): number => {
    const before = performance.now()
    run(repeats)
    return performance.now() - before
  }
  let repeats = 1
  while (time(repeats) < LEAST_MS) repeats *= 2
  const rates = Array.from({ length: rounds }, () => (1000 * operations * repeats) / time(repeats))
  return { perSecond: median(rates), best: Math.max(...rates) }
}
