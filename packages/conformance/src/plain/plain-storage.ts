import type { DeviceTrain, Region, Storage } from '@snn/core'

/** Bytes of the plain backend: one buffer of the host. */
export interface PlainStorage extends Storage {
  readonly data: ArrayBuffer
}

export function floats({ storage, offset }: Region): Float32Array {
  return new Float32Array((storage as PlainStorage).data, 4 * offset)
}

export function integers({ storage, offset }: Region): Int32Array {
  return new Int32Array((storage as PlainStorage).data, 4 * offset)
}

/** A train kept dense, [batch, time, neurons], which no real backend may do. */
export class PlainTrain implements DeviceTrain {
  readonly neurons: number
  batch = 0
  time = 0
  /** Events in each bin. */
  counts: Float32Array = new Float32Array(0)
  /** Whether an entry is active, and V - V_th there. */
  active: Uint8Array = new Uint8Array(0)
  distance: Float32Array = new Float32Array(0)
  readonly gradients: Float32Array[] = []
  readonly threshold: number

  constructor(neurons: number, threshold = 0) {
    this.neurons = neurons
    this.threshold = threshold
  }

  get bytes(): number {
    return 4 * this.counts.length
  }

  resize(batch: number, time: number): void {
    this.batch = batch
    this.time = time
    const cells = batch * time * this.neurons
    this.counts = new Float32Array(cells)
    this.active = new Uint8Array(cells)
    this.distance = new Float32Array(cells)
    this.gradients.length = 0
  }

  gradient(slot: number): Float32Array {
    return (this.gradients[slot] ??= new Float32Array(this.counts.length))
  }

  /** The cells in which something holds, in (b, t, i) order. */
  cells(holds: (cell: number) => number | boolean): { b: number[]; t: number[]; i: number[]; cells: number[] } {
    const found = { b: [] as number[], t: [] as number[], i: [] as number[], cells: [] as number[] }
    for (let cell = 0; cell < this.counts.length; cell++)
      for (let times = Number(holds(cell)); times > 0; times--) {
        const row = Math.floor(cell / this.neurons)
        found.b.push(Math.floor(row / this.time))
        found.t.push(row % this.time)
        found.i.push(cell % this.neurons)
        found.cells.push(cell)
      }
    return found
  }
}
