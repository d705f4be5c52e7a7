import { DataError } from '@snn/core'
import { bins, encoded, jitterTime, newEvents, recordings, transformed, type DataSet } from '@snn/data'

/* The sets that `in-workers.test.ts` opens in threads. */

const sensor = { width: 8, height: 4, polarities: 2 }

/** Recordings of 50 events that are jittered anew each epoch, by `std` seconds. */
export function jittered(std = 1e-3): DataSet {
  const source = recordings({
    name: 'jittered',
    split: 'train',
    classes: ['a', 'b', 'c'],
    sensor,
    labels: Uint8Array.from({ length: 60 }, (_, k) => k % 3),
    async read(index) {
      const events = newEvents(sensor, 50)
      for (let k = 0; k < 50; k++) {
        events.t[k] = 400 * k
        events.x[k] = (k + index) % 8
        events.y[k] = (k * index) % 4
        events.p[k] = k & 1
      }
      return events
    },
  })
  return encoded(transformed(source, jitterTime({ std })), bins({ time: 25, dt: 1e-3 }))
}

export function absent(): never {
  throw new DataError({ what: 'the disk is gone' })
}

export function damaged(): DataSet {
  return {
    ...jittered(),
    get(index: number) {
      if (index === 7) throw new DataError({ what: 'sample 7 is damaged' })
      return { t: [0], i: [index % 64] }
    },
  }
}

export function mortal(): DataSet {
  return { ...jittered(), get: () => process.exit(1) }
}
