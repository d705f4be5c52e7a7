import { normalArray, uniformArray, type EventList } from '@snn/core'
import { dense } from '../description/dense.js'
import { readout, spiking, type Layer, type Over } from '../description/layer.js'
import { leaky } from '../description/leaky.js'
import { lif } from '../description/lif.js'
import { fastSigmoid } from '../description/surrogates.js'
import type { Initializer } from '../model/initializers.js'
import { sequential, type Network } from '../network/network.js'

/** What the small networks of the tests vary in. */
export interface NetOptions {
  readonly sizes?: readonly number[]
  /** How the last layer makes logits; 'counts' makes it a spiking one. */
  readonly over?: Over | 'counts'
  readonly bias?: boolean
  readonly backwardThreshold?: number
  readonly steps?: number
}

/** A network that spikes a lot for its size, with a wide surrogate, so that every gradient is there. */
export function smallNet(o: NetOptions = {}): Network {
  const { sizes = [7, 9, 6, 4], over = 'max', bias = true, backwardThreshold = 0.4, steps } = o
  const layers = sizes.slice(1).map((size, at): Layer => {
    const synapse = dense(sizes[at]!, size, { bias })
    if (over !== 'counts' && at === sizes.length - 2) return readout(synapse, leaky({ tau: 8e-3 }), over)
    return spiking(synapse, lif({ tau: 5e-3, threshold: 0.9, reset: -0.1, surrogate: fastSigmoid({ slope: 10 }) }))
  })
  return sequential({ dt: 1e-3, backwardThreshold, ...(steps === undefined ? {} : { steps }) }, layers)
}

/** Weights with a mean, so that layers fire; biases that are not 0. */
export const lively: Initializer = ({ role, shape, fanIn, normal }) =>
  role === 'bias'
    ? normalArray({ seed: 9, shape, std: 0.05 })
    : normal({ mean: 1.2 / fanIn, std: 1.5 / Math.sqrt(fanIn) })

/** Random events: each cell of [batch, time, neurons] holds one with probability `density`. */
export function randomEvents(
  seed: number,
  batch: number,
  time: number,
  neurons: number,
  density = 0.25,
  from = 0,
  to: number = time,
): EventList {
  const cells = uniformArray({ seed, stream: 'events', shape: [batch, time, neurons] })
  const [b, t, i]: [number[], number[], number[]] = [[], [], []]
  for (const [cell, value] of cells.entries()) {
    const step = Math.floor(cell / neurons) % time
    if (value >= density || step < from || step >= to) continue
    b.push(Math.floor(cell / neurons / time))
    t.push(step - from)
    i.push(cell % neurons)
  }
  return { batch, time: to - from, neurons, b, t, i }
}
