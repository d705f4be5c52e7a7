import type { Backend, HostArray, PackedEvents, SpikeTrain, Tensor } from '@snn/core'

/** What the fake keeps of one batch: its rows as lists, and its labels. */
export interface Kept {
  readonly rows: number[][]
  readonly labels: number[]
}

/** A backend that only counts what lives on it and keeps copies of what came. */
export function fakeBackend(): {
  readonly backend: Pick<Backend, 'spikes' | 'tensor'>
  readonly trains: number[][][]
  readonly labels: number[][]
  live(): number
} {
  let live = 0
  const trains: number[][][] = []
  const labels: number[][] = []
  const freeable = (): { free(): void } => {
    live++
    return { free: () => void live-- }
  }
  const backend = {
    spikes({ rowStart, index }: PackedEvents): SpikeTrain {
      const rows = Array.from({ length: rowStart.length - 1 }, (_, row) => [
        ...index.subarray(rowStart[row]!, rowStart[row + 1]!),
      ])
      trains.push(rows)
      return freeable() as SpikeTrain
    },
    tensor({ data }: HostArray<Int32Array>): Tensor<'int32'> {
      labels.push([...data])
      return freeable() as Tensor<'int32'>
    },
  }
  return { backend: backend as Pick<Backend, 'spikes' | 'tensor'>, trains, labels, live: () => live }
}
