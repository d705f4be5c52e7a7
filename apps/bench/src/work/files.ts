import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FormatError, type SpikeRegularizer } from '@snn/core'
import type { Over, Work } from './work.js'

/** Regularizers as `meta.json` has them. */
interface RegularizersJson {
  readonly lambda_upper?: number
  readonly f_upper?: number
  readonly p_up?: number
  readonly lambda_lower?: number
  readonly f_lower?: number
}

const OVERS: readonly Over[] = ['sum', 'max', 'last', 'mean']

/**
 * Writes a work as a folder: `meta.json`, `events.bin` (int32 b, t, i), `W0.bin W1.bin …` (float32 [in][out]) and
 * `labels.bin` (int32), all little-endian.
 */
export async function writeWork(folder: string, work: Work): Promise<void> {
  await mkdir(folder, { recursive: true })
  const { batch: B, time: T, sizes, alpha, alphaReadout, over, backwardThreshold, regularizer, origin } = work
  const meta = {
    B,
    T,
    sizes,
    alpha,
    alpha_readout: alphaReadout,
    readout: over,
    B_th: Number.isFinite(backwardThreshold) ? backwardThreshold : 'Infinity',
    regularisers: regularizer ? regularizersToJson(regularizer) : null,
    ...origin,
  }
  await writeFile(join(folder, 'meta.json'), `${JSON.stringify(meta, null, 2)}\n`)
  await writeFile(join(folder, 'events.bin'), bytesOf(work.events))
  await writeFile(join(folder, 'labels.bin'), bytesOf(work.labels))
  await writeArrays(folder, 'W', work.weights)
}

/** Writes arrays of one kind: `W0.bin`, `W1.bin`, … */
export async function writeArrays(folder: string, name: string, arrays: readonly Float32Array[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [at, array] of arrays.entries()) await writeFile(join(folder, `${name}${at}.bin`), bytesOf(array))
}

/**
 * Reads a folder that {@link writeWork}, or another program, has written. Without `readout` in its meta, 20 classes are
 * summed (SHD) and others take the maximum; without `B_th` it is 0.2; without `regularisers` there are none.
 * @throws FormatError that names the file and what does not fit; the system's error when a file is missing.
 */
export async function readWork(folder: string): Promise<Work> {
  const file = join(folder, 'meta.json')
  const meta = parse(await readFile(file, 'utf8'), file)
  const { B, T, sizes, alpha, alpha_readout, readout, B_th, regularisers, regularizers, ...origin } = meta
  const batch = whole(file, 'B', B)
  const time = whole(file, 'T', T)
  if (!Array.isArray(sizes) || sizes.length < 2) throw wrong(file, 'sizes', 'an array of two or more', sizes)
  const checked = sizes.map((size, at) => whole(file, `sizes[${at}]`, size))
  const classes = checked.at(-1)!
  const events = await numbers(Int32Array, folder, 'events.bin')
  if (events.length % 3 !== 0)
    throw new FormatError({
      what: `events.bin holds ${events.length} numbers, which are no triples b, t, i`,
      file: join(folder, 'events.bin'),
    })
  const labels = await numbers(Int32Array, folder, 'labels.bin', batch)
  const weights: Float32Array[] = []
  for (let at = 0; at + 1 < checked.length; at++)
    weights.push(await numbers(Float32Array, folder, `W${at}.bin`, checked[at]! * checked[at + 1]!))
  return {
    batch,
    time,
    sizes: checked,
    alpha: leak(file, 'alpha', alpha),
    alphaReadout: leak(file, 'alpha_readout', alpha_readout),
    over: readout === undefined ? (origin['shape'] === 'shd' || classes === 20 ? 'sum' : 'max') : overOf(file, readout),
    backwardThreshold: B_th === undefined ? 0.2 : thresholdOf(file, B_th),
    regularizer: regularizerOf(file, regularisers ?? regularizers),
    events: sorted(events),
    weights,
    labels,
    origin,
  }
}

function parse(text: string, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (cause) {
    throw new FormatError({ what: 'meta.json is no JSON', file, cause })
  }
  throw new FormatError({ what: 'meta.json must hold an object', file })
}

async function numbers<A extends Int32Array | Float32Array>(
  kind: new (buffer: ArrayBuffer) => A,
  folder: string,
  name: string,
  length?: number,
): Promise<A> {
  const file = join(folder, name)
  const bytes = await readFile(file)
  if (bytes.length % 4 !== 0 || (length !== undefined && bytes.length !== 4 * length))
    throw new FormatError({
      what: `${name} has ${bytes.length} bytes; expected ${length === undefined ? 'a multiple of 4' : 4 * length}`,
      fix: 'meta.json and the arrays beside it must be of one work.',
      file,
    })
  return new kind(Uint8Array.from(bytes).buffer)
}

/** Events in (b, t, i) order; the same array when they are already. */
function sorted(events: Int32Array): Int32Array {
  const count = events.length / 3
  const compare = (p: number, q: number): number =>
    events[3 * p]! - events[3 * q]! ||
    events[3 * p + 1]! - events[3 * q + 1]! ||
    events[3 * p + 2]! - events[3 * q + 2]!
  let k = 1
  while (k < count && compare(k - 1, k) <= 0) k++
  if (k >= count) return events
  const order = Array.from({ length: count }, (_, at) => at).sort(compare)
  return Int32Array.from(order.flatMap((at) => [events[3 * at]!, events[3 * at + 1]!, events[3 * at + 2]!]))
}

function regularizersToJson({ upper, lower }: SpikeRegularizer): RegularizersJson {
  return {
    ...(upper && { lambda_upper: upper.weight, f_upper: upper.above, p_up: upper.power ?? 1 }),
    ...(lower && { lambda_lower: lower.weight, f_lower: lower.below }),
  }
}

function regularizerOf(file: string, value: unknown): SpikeRegularizer | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object') throw wrong(file, 'regularisers', 'an object', value)
  const json = value as RegularizersJson
  const number = (name: keyof RegularizersJson): number => {
    const found = json[name]
    if (typeof found !== 'number') throw wrong(file, `regularisers.${name}`, 'a number', found)
    return found
  }
  const upper = json.lambda_upper && {
    weight: number('lambda_upper'),
    above: number('f_upper'),
    power: json.p_up === undefined ? 1 : number('p_up'),
  }
  const lower = json.lambda_lower && { weight: number('lambda_lower'), below: number('f_lower') }
  return upper || lower ? { ...(upper && { upper }), ...(lower && { lower }) } : undefined
}

function whole(file: string, name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1)
    throw wrong(file, name, 'a whole number from 1', value)
  return value
}

function leak(file: string, name: string, value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0 && value < 1)) throw wrong(file, name, 'a number in [0, 1)', value)
  return value
}

function thresholdOf(file: string, value: unknown): number {
  const number = value === 'Infinity' ? Infinity : value
  if (typeof number !== 'number' || !(number > 0)) throw wrong(file, 'B_th', 'a number above 0', value)
  return number
}

function overOf(file: string, value: unknown): Over {
  const over = OVERS.find((one) => one === value || (value === 'maximum' && one === 'max'))
  if (over === undefined) throw wrong(file, 'readout', `one of ${OVERS.join(', ')}`, value)
  return over
}

function wrong(file: string, name: string, expected: string, got: unknown): FormatError {
  return new FormatError({
    what: `meta.json: ${name} must be ${expected}; got ${JSON.stringify(got) ?? 'none'}`,
    where: name,
    file,
  })
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
