import { openBackend } from '@snn/cli/backends'
import { optionsAlone, type OptionTable } from '@snn/cli/options'
import { table } from '@snn/cli/terminal/table'
import type { Backend } from '@snn/core'
import { batches, cached, type Batch, type DataSet } from '@snn/data'
import { fashionMnist } from '@snn/data/node'
import { fashionMnistSample } from '@snn/fashion-mnist'
import { dense, leaky, lif, readout, sequential, spiking, type Network } from '@snn/lif'
import { trainBothRules, type BatchResult } from './both-rules.js'

export const rulesOptions = {
  data: { type: 'text', value: 'DIR', help: 'folder of the four files of Fashion-MNIST (else the embedded images)' },
  backend: { type: 'text', value: 'NAME', help: 'what runs the steps (cpu)' },
  threads: { type: 'whole', help: 'threads of the cpu backend (all)' },
  hidden: { type: 'list', value: 'N,N,…', help: 'neurons of the hidden layers (200,200)' },
  batch: { type: 'whole', help: 'samples a step (256)' },
  rate: { type: 'number', value: 'X', help: "Adam's learning rate (1e-3)" },
  seed: { type: 'whole', least: 0, help: 'of first weights and order (0)' },
  minutes: { type: 'number', value: 'X', help: 'how long (10)' },
  batches: { type: 'whole', help: 'at most so many batches (any)' },
  json: { type: 'flag', help: 'prints one JSON object a batch' },
} as const satisfies OptionTable

/** `bench rules`: the sparse rule beside the original algorithm, batch by batch. */
export async function rules(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, rulesOptions)
  const { hidden = [200, 200], batch: size = 256, seed = 0, rate = 1e-3, minutes = 10, json = false } = values
  const { train } = values.data === undefined ? await fashionMnistSample() : await fashionMnist({ folder: values.data })
  const set = await cached(train)
  await using backend = await openBackend(values.backend ?? 'cpu', { threads: values.threads })
  const given = epochs(backend, set, {
    size,
    seed,
    batches: values.batches ?? Infinity,
    until: Date.now() + 6e4 * minutes,
  })
  const found: BatchResult[] = []
  for await (const result of trainBothRules(backend, networkOf(set, hidden), given, { seed, rate })) {
    found.push(result)
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`)
    else
      process.stderr.write(
        `\rbatch ${result.batch}  losses ${result.sparseLoss.toFixed(4)} and ${result.unrolledLoss.toFixed(4)} `,
      )
  }
  if (!json) process.stdout.write(`\n${curveTable(found)}\n`)
  return 0
}

/** Batches of one epoch after the other, until there are enough or the time is over. */
async function* epochs(
  backend: Backend,
  set: DataSet,
  o: { readonly size: number; readonly seed: number; readonly batches: number; readonly until: number },
): AsyncGenerator<Batch> {
  let left = o.batches
  for (let epoch = 0; ; epoch++)
    for await (const batch of batches(backend, set, { size: o.size, seed: o.seed, epoch })) {
      if (left-- <= 0 || Date.now() > o.until) return
      yield batch
    }
}

function networkOf(set: DataSet, hidden: readonly number[]): Network {
  const sizes = [set.neurons, ...hidden]
  return sequential({ dt: 1e-3, backwardThreshold: 0.2 }, [
    ...hidden.map((neurons, at) => spiking(dense(sizes[at]!, neurons), lif({ tau: 10e-3 }))),
    readout(dense(sizes.at(-1)!, set.classes.length), leaky({ tau: 10e-3 }), 'max'),
  ])
}

/** Some batches of both curves, what all of them come to, and the smallest cosine of each layer. */
function curveTable(found: readonly BatchResult[]): string {
  const every = Math.max(1, Math.ceil(found.length / 12))
  const shown = found.filter(({ batch }) => batch === 1 || batch % every === 0)
  const mean = (key: 'sparseLoss' | 'unrolledLoss'): number =>
    found.reduce((sum, result) => sum + result[key], 0) / found.length
  const layers = found[0]?.cosine ?? []
  const least = layers.map((_, k) => Math.min(...found.map(({ cosine }) => cosine[k]!)))
  return [
    table(
      ['batch', 'loss, sparse', 'loss, unrolled', ...layers.map((_, k) => `cosine of ∇W${k}`)],
      shown.map(({ batch, sparseLoss, unrolledLoss, cosine }) => [
        String(batch),
        sparseLoss.toFixed(4),
        unrolledLoss.toFixed(4),
        ...cosine.map((value) => value.toFixed(6)),
      ]),
    ),
    '',
    `${found.length} batches; mean losses ${mean('sparseLoss').toFixed(4)} and ${mean('unrolledLoss').toFixed(4)}; smallest cosine of each layer ${least.map((value) => value.toFixed(6)).join(', ')}`,
  ].join('\n')
}
