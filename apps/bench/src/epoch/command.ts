import { openBackend } from '@snn/cli/backends'
import { optionsAlone, type OptionTable } from '@snn/cli/options'
import { table } from '@snn/cli/terminal/table'
import { tasks } from '@snn/cli/training'
import { describeMachine, machineLine, type Machine } from '../machine.js'
import { printResult } from '../result.js'
import type { Timing } from '../step/measure.js'
import { ms } from '../text.js'
import { measureEpoch, type EpochResult, type Sides } from './measure.js'
import { trainingOf } from './training.js'

export const epochOptions = {
  data: { type: 'text', oneOf: Object.keys(tasks), help: 'a task of snn train, with its default settings' },
  folder: { type: 'text', value: 'DIR', help: 'where its files are (fashion-mnist: the embedded images)' },
  run: { type: 'text', value: 'RUN', help: 'takes settings, weights and learning rate of a run of snn train' },
  samples: { type: 'whole', help: 'only the first so many training samples (all)' },
  backend: { type: 'text', value: 'NAME', help: 'what runs the steps (cpu)' },
  threads: { type: 'whole', help: 'threads of the cpu backend (all)' },
  turns: { type: 'whole', help: 'epochs of each way, in turn, after one that is not counted (5)' },
  json: { type: 'flag', help: 'prints one JSON object' },
} as const satisfies OptionTable

/** `bench epoch`: what the loader costs in training, beside the same steps on batches that are at hand. */
export async function epoch(args: readonly string[]): Promise<number> {
  const { backend: name = 'cpu', threads, turns = 5, json, ...source } = optionsAlone(args, epochOptions)
  const machine = describeMachine()
  await using backend = await openBackend(name, { threads })
  const result = await measureEpoch(backend, await trainingOf(backend, source), turns)
  printResult({ kind: 'epoch', args, json }, { machine, turns, ...result }, epochTable)
  return 0
}

function epochTable(result: EpochResult & { readonly machine: Machine; readonly turns: number }): string {
  const { machine, turns, seconds, samplesPerSecond, loadingShare, sameLoss } = result
  const row = (text: string, side: keyof Sides<number>): string[] => [
    text,
    (1e3 * seconds[side]).toFixed(0),
    ms((1e3 * seconds[side]) / Math.ceil(result.samples / result.batch)),
    samplesPerSecond[side].toFixed(0),
  ]
  return [
    `${result.backend} (${result.device}): an epoch of ${result.data}, ${result.samples} samples in batches of ${result.batch}, ${result.sizes.join('-')}, ${result.time} steps; median of ${turns} turns`,
    machineLine(machine),
    '',
    table(
      ['', 'ms', 'ms a batch', 'samples/s'],
      [
        row('by the loader, as snn train', 'loader'),
        row('batches packed before', 'uploaded'),
        row('batches on the backend before', 'resident'),
      ],
    ),
    '',
    `loading is ${share(loadingShare.beforeUpload)} of the epoch; with what brings batches to the backend ${share(loadingShare.withUpload)}`,
    sameLoss ? 'all came to the same loss, to the bit' : 'they came to different losses',
  ].join('\n')
}

const share = ({ median, lowerQuartile, upperQuartile }: Timing): string =>
  `${percent(median)} % (quartiles ${percent(lowerQuartile)}, ${percent(upperQuartile)})`

const percent = (part: number): string => (100 * part).toFixed(1)
