import { formatBytes, type Backend } from '@snn/core'
import type { DataSet } from '@snn/data'
import { outline, type Network } from '@snn/lif'
import type { Store } from '@snn/train'
import type { Sets } from '../run-sets.js'
import type { Settings } from '../settings.js'
import { count } from '../terminal/format.js'
import { fitLine } from '../terminal/line.js'
import type { Output } from '../terminal/output.js'

/** What a run of `snn train` is made of. */
export interface TrainParts {
  readonly settings: Settings
  readonly sets: Sets
  readonly backend: Backend
  readonly network: Network
  readonly store: Store
}

/** What will be trained, on what, where, and in how much memory. */
export async function announce(out: Output, { settings, sets, backend, network, store }: TrainParts): Promise<void> {
  const { batch, steps, dt, rule, backwardThreshold } = settings
  const density = await densityOf(sets.train)
  const { dense, total } = network.forecast({ batch: Math.min(batch, sets.train.length), steps, density })
  const weights = network.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  const line = (label: string, ...texts: readonly string[]): void => {
    // The last text matters more than those before it, the first most.
    const pieces = texts.map((text, at) => ({ text, rank: at === texts.length - 1 ? Math.min(at, 1) : 2 * at }))
    out.line(`${out.dim(label.padEnd(9))}${fitLine(pieces, out.columns - 9)}`)
  }
  out.clear()
  out.line(
    fitLine(
      [
        { text: sets.title, rank: 0 },
        { text: `backend ${backend.name}: ${backend.device}`, rank: 1 },
      ],
      out.columns,
    ),
  )
  line(
    'network',
    outline(network),
    `${count(weights)} weights`,
    `T ${steps} steps of ${Number((1e3 * dt).toPrecision(6))} ms`,
    rule === 'dense' ? 'dense rule' : `${rule} rule, B_th ${backwardThreshold}`,
  )
  if (rule !== 'unrolled')
    line(
      'memory',
      `at most ${formatBytes(rule === 'dense' ? dense.total : total)} a step`,
      rule === 'dense' ? '' : `(the dense rule needs ${formatBytes(dense.total)})`,
      `run ${store.name}`,
    )
  out.line()
  out.json({
    type: 'start',
    run: store.name,
    settings,
    title: sets.title,
    backend: backend.name,
    device: backend.device,
    network: outline(network),
    weights,
    trainSamples: sets.train.length,
    validationSamples: sets.validation?.length ?? 0,
    testSamples: sets.test.length,
    inputDensity: density,
    forecastBytes: { sparse: total, dense: dense.total },
  })
}

/** The share of the input's cells that hold an event, over the first samples. */
async function densityOf(set: DataSet): Promise<number> {
  const samples = Math.min(set.length, 64)
  let events = 0
  for (let k = 0; k < samples; k++) events += (await set.get(k)).t.length
  return events / (samples * set.time * set.neurons)
}
