import { adam, type Backend, type Optimizer } from '@snn/core'
import { fromEvents, type DataSet } from '@snn/data'
import { dense, leaky, lif, readout, sequential, spiking, type Model, type Network } from '@snn/lif'

const TIME = 20
const CLASSES = 3
const UNITS = 4

/**
 * A set that is easy to learn: each class spikes in units of its own, at times that depend on the sample; every sample also
 * spikes somewhere at random. Arithmetic alone, so that it is the same everywhere.
 */
export function smallSet(samples: number, split = 'train'): DataSet {
  const b: number[] = []
  const t: number[] = []
  const i: number[] = []
  let word = split === 'train' ? 1 : 2
  const random = (below: number): number => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0
    return Math.floor((word / 2 ** 32) * below)
  }
  const labels = Array.from({ length: samples }, (_, sample) => sample % CLASSES)
  for (const [sample, label] of labels.entries()) {
    for (let k = 0; k < 10; k++) {
      b.push(sample)
      t.push(random(TIME - 1))
      i.push(k < 8 ? label * UNITS + random(UNITS) : random(CLASSES * UNITS))
    }
  }
  return fromEvents(
    { batch: samples, time: TIME, neurons: CLASSES * UNITS, b, t, i },
    { labels, name: 'small', split, classes: ['first', 'second', 'third'] },
  )
}

/** 12 ─ 16 lif ─ 16 lif ─ 3 leaky (max). */
export function smallNetwork(o: { readonly backwardThreshold?: number } = {}): Network {
  return sequential({ dt: 1e-3, backwardThreshold: o.backwardThreshold ?? 0.4 }, [
    spiking(dense(CLASSES * UNITS, 16), lif({ tau: 10e-3 })),
    spiking(dense(16, 16), lif({ tau: 10e-3 })),
    readout(dense(16, CLASSES), leaky({ tau: 10e-3 }), 'max'),
  ])
}

export interface Small {
  readonly model: Model
  readonly optimizer: Optimizer<Model['parameters']>
}

/** A fresh model of the small network with its optimizer. */
export async function smallModel(
  backend: Backend,
  o: { readonly rate?: number; readonly seed?: number } = {},
): Promise<Small> {
  const model = await smallNetwork().build(backend, { seed: o.seed ?? 0 })
  return { model, optimizer: adam(model.parameters, { rate: o.rate ?? 1e-2 }) }
}
