import { ArgumentError, randomKey, randomUniform } from '@snn/core'
import { latencyEvents, scatteredEvents } from './input-events.js'
import { shapes } from './shapes.js'
import { tunedWork, type MadeOptions } from './tuned-work.js'
import type { Work } from './work.js'

/** What synthetic work is made from: a shape, and what is to differ from it. */
export interface SyntheticOptions extends MadeOptions {
  readonly shape: string
  readonly inputDensity?: number | undefined
}

/**
 * Work of a shape: seeded events of a given density, tuned weights, random labels.
 * @throws ArgumentError for an unknown shape.
 */
export async function syntheticWork(o: SyntheticOptions): Promise<Work> {
  const shape = Object.hasOwn(shapes, o.shape) ? shapes[o.shape] : undefined
  if (!shape)
    throw new ArgumentError({
      what: `--shape must be one of ${Object.keys(shapes).join(', ')}; got '${o.shape}'`,
      where: 'shape',
    })
  const { hidden, batch = 256, time = shape.time, seed = 0, inputDensity = shape.inputDensity } = o
  const draw = shape.code === 'latency' ? latencyEvents : scatteredEvents
  const events = draw({ batch, time, neurons: shape.inputs, density: inputDensity, seed })
  const labelKey = randomKey(seed, ['labels'])
  const labels = Int32Array.from({ length: batch }, (_, b) => Math.floor(shape.classes * randomUniform(labelKey, b)))
  const { spikeDensity, activity } = o
  const work = await tunedWork({ shape, hidden, batch, time, events, labels, seed, spikeDensity, activity })
  return { ...work, origin: { shape: o.shape, seed, inputDensity, ...work.origin } }
}
