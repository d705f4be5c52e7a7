import { bins, encoded, type DataSet } from '@snn/data'
import { eventSetFile } from '@snn/data/node'

/** What the threads of `bench load` open. */
export interface ConvertedArgument {
  readonly path: string
  readonly steps: number
}

/** An event set on the grid of `bench load`. */
export async function converted({ path, steps }: ConvertedArgument): Promise<DataSet> {
  return encoded(await eventSetFile(path), bins({ time: steps, dt: 1e-3, polarities: 'merge' }))
}
