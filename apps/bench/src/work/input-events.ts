import { numeric, randomKey, randomUniform } from '@snn/core'

/** What input events are drawn for. */
export interface InputRequest {
  readonly batch: number
  readonly time: number
  readonly neurons: number
  readonly density: number
  readonly seed: number
}

/**
 * Events of which every cell holds one with the same probability: gaps between them are geometric, so the cost is that of the
 * events and not of the cells.
 */
export function scatteredEvents({ batch, time, neurons, density, seed }: InputRequest): Int32Array {
  const key = randomKey(seed, ['events'])
  const cells = batch * time * neurons
  const scale = density < 1 ? 1 / numeric.log(1 - density) : 0
  // Their number is binomial: eight standard deviations above its mean is out of reach.
  const expected = cells * density
  const found = new Int32Array(3 * Math.min(cells, Math.ceil(expected + 8 * Math.sqrt(expected) + 8)))
  let end = 0
  for (let cell = -1, draw = 0; density > 0;) {
    cell += 1 + Math.floor(scale * numeric.log(1 - randomUniform(key, draw++)))
    if (cell >= cells) break
    const row = Math.floor(cell / neurons)
    found[end++] = Math.floor(row / time)
    found[end++] = row % time
    found[end++] = cell % neurons
  }
  return found.slice(0, end)
}

/** τ_eff in steps, and the least intensity that spikes, of the latency code of Perez-Nieves & Goodman 2021. */
const TAU_LATENCY = 20
const DARKEST = 0.2

/**
 * Latency code of images whose pixels are dark, or uniform in (0.2, 1]: t = ⌊τ_eff ln(x / (x - 0.2))⌋, none beyond the end.
 * @param o.density part of the inputs that are not dark.
 */
export function latencyEvents({ batch, time, neurons, density, seed }: InputRequest): Int32Array {
  const key = randomKey(seed, ['events'])
  const events: number[] = []
  for (let b = 0; b < batch; b++) {
    const rows: number[][] = Array.from({ length: time }, () => [])
    for (let i = 0; i < neurons; i++) {
      const draw = 2 * (b * neurons + i)
      if (randomUniform(key, draw) >= density) continue
      const x = 1 - (1 - DARKEST) * randomUniform(key, draw + 1)
      const t = Math.floor(TAU_LATENCY * numeric.log(x / (x - DARKEST)))
      rows[t]?.push(i)
    }
    rows.forEach((row, t) => row.forEach((i) => events.push(b, t, i)))
  }
  return Int32Array.from(events)
}
