import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { optionsAlone, type OptionTable } from '@snn/cli/options'
import { table } from '@snn/cli/terminal/table'
import { ArgumentError, type Backend, type SpikeTrain, type Tensor } from '@snn/core'
import { batches, bins, encoded, type DataSet } from '@snn/data'
import { convertEventSet, inWorkers, nMnist } from '@snn/data/node'
import { median, pairedRatios } from '@snn/metrics'
import { describeMachine, machineLine } from '../machine.js'
import { printResult } from '../result.js'
import { ms } from '../text.js'
import { converted, type ConvertedArgument } from './converted.js'
import { originals } from './originals.js'

export const loadOptions = {
  data: { type: 'text', value: 'DIR', help: 'folder of N-MNIST, or of nmnist-small.tar.gz' },
  batch: { type: 'whole', help: 'samples a batch (64)' },
  steps: { type: 'whole', help: 'steps of time, of 1 ms (300)' },
  passes: { type: 'whole', help: 'passes over each, in turn, after one that is not counted (7)' },
  threads: { type: 'whole', help: 'that load the converted set once more (all)' },
  json: { type: 'flag', help: 'prints one JSON object' },
} as const satisfies OptionTable

/** `bench load`: passes of the loader alone over original files, one a sample, and over the event set made of them. */
export async function load(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, loadOptions)
  const { batch = 64, steps = 300, passes = 7, threads = availableParallelism() } = values
  if (values.data === undefined)
    throw new ArgumentError({ what: 'load needs --data, the folder of N-MNIST', where: 'data' })
  const machine = describeMachine()
  const folder = await mkdtemp(join(tmpdir(), 'snn-load-'))
  try {
    const { train } = await nMnist({ folder: await originals(values.data, folder) })
    const path = join(folder, 'train.events')
    await convertEventSet(train, path)
    const grid = bins({ time: steps, dt: 1e-3, polarities: 'merge' })
    const argument: ConvertedArgument = { path, steps }
    const threaded = await inWorkers(new URL('converted.js', import.meta.url), 'converted', {
      workers: threads,
      argument,
    })
    const sets = { originals: encoded(train, grid), converted: await converted(argument), threaded }
    const micros = { originals: [] as number[], converted: [] as number[], threaded: [] as number[] }
    const processor = { originals: [] as number[], converted: [] as number[], threaded: [] as number[] }
    const events = { originals: 0, converted: 0, threaded: 0 }
    for (let epoch = 0; epoch <= passes; epoch++) {
      for (const side of ['originals', 'converted', 'threaded'] as const) {
        const found = await pass(sets[side], batch, epoch)
        events[side] = found.events
        // The first pass warms the file cache and the compiler, and compares the checksums of the event set.
        if (epoch === 0) continue
        micros[side].push((1e6 * found.seconds) / train.length)
        processor[side].push(found.processorMicros / train.length)
      }
    }
    await threaded.close()
    const result = {
      machine,
      samples: train.length,
      events,
      batch,
      steps,
      passes,
      threads,
      microsPerSample: medians(micros),
      processorMicrosPerSample: medians(processor),
      ratio: pairedRatios(micros.originals, micros.converted).summary.median,
      threadedRatio: pairedRatios(micros.originals, micros.threaded).summary.median,
    }
    printResult({ kind: 'load', args, json: values.json }, result, loadTable)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return 0
}

interface Pass {
  readonly seconds: number
  /** Processor time of all threads. */
  readonly processorMicros: number
  readonly events: number
}

/** One epoch of batches that go nowhere. */
async function pass(set: DataSet, size: number, epoch: number): Promise<Pass> {
  let events = 0
  const backend: Pick<Backend, 'spikes' | 'tensor'> = {
    spikes(packed) {
      events += 'index' in packed ? packed.index.length : 0
      return { free: () => undefined } as SpikeTrain
    },
    tensor: () => ({ free: () => undefined }) as Tensor<never>,
  }
  const before = process.cpuUsage()
  const begin = performance.now()
  for await (const _ of batches(backend, set, { size, seed: 0, epoch }));
  const seconds = (performance.now() - begin) / 1e3
  const { user, system } = process.cpuUsage(before)
  return { seconds, processorMicros: user + system, events }
}

interface Sides<T> {
  readonly originals: T
  readonly converted: T
  readonly threaded: T
}

const medians = ({ originals, converted, threaded }: Sides<readonly number[]>): Sides<number> => ({
  originals: median(originals),
  converted: median(converted),
  threaded: median(threaded),
})

interface Result {
  readonly machine: ReturnType<typeof describeMachine>
  readonly samples: number
  readonly events: { readonly originals: number }
  readonly passes: number
  readonly threads: number
  readonly microsPerSample: Sides<number>
  readonly processorMicrosPerSample: Sides<number>
  readonly ratio: number
  readonly threadedRatio: number
}

function loadTable(result: Result): string {
  const { machine, samples, events, passes, threads, microsPerSample, processorMicrosPerSample, ratio, threadedRatio } =
    result
  const row = (name: string, side: keyof Sides<number>): string[] => {
    const micros = microsPerSample[side]
    return [name, ms(micros), ms(processorMicrosPerSample[side]), (1e6 / micros).toFixed(0)]
  }
  return [
    `${samples} samples of N-MNIST, ${events.originals} events on the grid: the loader alone, median of ${passes} passes in turn`,
    machineLine(machine),
    '',
    table(
      ['', 'µs a sample', 'of processors', 'samples/s'],
      [
        row('original files, one a sample', 'originals'),
        row('event set', 'converted'),
        row(`event set, in ${threads} threads`, 'threaded'),
      ],
    ),
    '',
    `the event set loads ${ratio.toFixed(1)} times as fast, in threads ${threadedRatio.toFixed(1)} times (medians of the ratios of the passes)`,
  ].join('\n')
}
