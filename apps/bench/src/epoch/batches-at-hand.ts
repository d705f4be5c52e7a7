import type { Backend, PackedEvents, SpikeTrain, Tensor } from '@snn/core'
import { batches, type DataSet } from '@snn/data'

/** Which epoch. */
export interface EpochOf {
  /** Samples a batch. */
  readonly batch: number
  readonly seed: number
}

/** The batches of the first epoch of a set, packed, in their order. */
export async function packedBatches(set: DataSet, { batch, seed }: EpochOf): Promise<PackedEvents[]> {
  const all: PackedEvents[] = []
  const collector: Pick<Backend, 'spikes' | 'tensor'> = {
    spikes(events) {
      const packed = events as PackedEvents
      all.push({ ...packed, rowStart: packed.rowStart.slice(), index: packed.index.slice() })
      return { free: () => undefined } as SpikeTrain
    },
    tensor: () => ({ free: () => undefined }) as Tensor<never>,
  }
  for await (const _ of batches(collector, set, { size: batch, seed, epoch: 0 }));
  return all
}

/** A set whose epoch costs nothing to load: it has these batches at hand, and gives them in their order. */
export function atHand(set: DataSet, packed: readonly PackedEvents[]): DataSet {
  const { write: _, rows: __, atOnce: ___, ...facts } = set
  let next = 0
  return { ...facts, get: (index, moment) => set.get(index, moment), pack: () => Promise.resolve(packed[next++]!) }
}

/** A backend on which batches lie already: instead of bringing one in, it gives the train that was made of it before. */
export function holding(backend: Backend, packed: readonly PackedEvents[]): Backend {
  const trains = new Map(packed.map((batch) => [batch, backend.spikes(batch)]))
  return new Proxy(backend, {
    get(target, name) {
      if (name === 'spikes') return (batch: PackedEvents) => trains.get(batch)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
