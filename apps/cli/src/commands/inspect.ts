import { formatBytes } from '@snn/core'
import { networkFromCheckpoint, outline, type Network } from '@snn/lif'
import type { Epoch } from '@snn/train'
import { oneWord, parseOptions } from '../options.js'
import { openRun, readEpochs, readModel, type RunConfig } from '../run-folder.js'
import { taskOf } from '../tasks/tasks.js'
import { chart, type Series } from '../terminal/chart.js'
import { duration, percent, plural } from '../terminal/format.js'
import { fitLine } from '../terminal/line.js'
import { createOutput, type Output } from '../terminal/output.js'
import { confusionTable } from './confusion-table.js'
import { epochTable } from './epoch-table.js'
import { layerTable } from './train-report.js'
import { showWeights } from './weights-table.js'

export const inspectOptions = {
  epochs: { type: 'flag', help: 'every epoch in the table, not just the first and last ones' },
  json: { type: 'flag', help: 'one JSON object a line on stdout' },
} as const

/** `snn inspect RUN`: what a run learned, from its folder alone. */
export async function inspect(args: readonly string[]): Promise<number> {
  const { values, words } = parseOptions(args, inspectOptions)
  const path = oneWord(words, 'inspect', 'RUN, the folder of a run')
  const out = createOutput(values.json ?? false)
  const { store, config } = await openRun(path)
  const epochs = await readEpochs(store)
  const { key, bytes: model } = (await readModel(path, store)) ?? {}
  const network = model && networkFromCheckpoint(model)

  showHead(out, path, config, epochs, network)
  out.json({ type: 'run', ...config, run: path, epochs: epochs.length, checkpoint: key })
  for (const { index, ...epoch } of epochs) out.json({ type: 'epoch', epoch: index, ...epoch })
  const last = epochs.at(-1)
  if (last === undefined) {
    out.line()
    out.line(`no epoch is done yet${key === undefined ? '' : `; ${key} goes on by train --resume ${path}`}`)
  } else {
    out.line()
    showCurves(out, epochs)
    out.line()
    out.line(epochTable(epochs, values.epochs ?? false, out.columns))
    const confusion = last.testConfusion ?? last.validationConfusion
    if (confusion) {
      out.line()
      out.line(out.bold(last.testConfusion ? 'test samples' : 'validation samples'))
      out.line(confusionTable(confusion, taskOf(config.settings.dataset).classes, out))
    }
    if (network && last.activity.length > 0) {
      out.line()
      out.line(layerTable(network, last))
    }
  }
  if (model) {
    out.line()
    showWeights(out, model)
  }
  return 0
}

function showHead(
  out: Output,
  path: string,
  { settings, backend, device }: RunConfig,
  epochs: readonly Epoch[],
  network: Network | undefined,
): void {
  const line = (...texts: readonly string[]): void =>
    out.line(
      fitLine(
        texts.map((text, rank) => ({ text, rank })),
        out.columns,
      ),
    )
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0)
  out.line(out.bold(path))
  line(settings.dataset, network ? outline(network) : settings.hidden.join(' ─ '), `${backend}: ${device}`)
  line(
    `${settings.rule} rule, B_th ${settings.backwardThreshold}`,
    `rate ${settings.rate} (${settings.schedule})`,
    `batch ${settings.batch}`,
    `seed ${settings.seed}`,
  )
  const peak = epochs.at(-1)?.peakBytes
  line(
    `${epochs.length} of ${plural(settings.epochs, 'epoch')}`,
    `${duration(seconds)} of training`,
    peak === undefined ? '' : `peak ${formatBytes(peak)}`,
  )
}

/** Accuracy and loss of the samples of each kind, epoch by epoch. */
function showCurves(out: Output, epochs: readonly Epoch[]): void {
  type Of = (epoch: Epoch) => number | undefined
  const series = (training: Of, validation: Of, test: Of): Series[] =>
    [
      { name: 'training', mark: '·', values: epochs.map(training) },
      { name: 'validation', mark: '+', values: epochs.map(validation) },
      { name: 'test', mark: 'o', values: epochs.map(test) },
    ].filter(({ values }) => values.some((value) => value !== undefined))
  const paints = [out.cyan, out.yellow, out.green]
  const common = {
    width: Math.min(out.columns, 80),
    height: 9,
    paint: (mark: string, at: number): string => paints[at % paints.length]!(mark),
  }
  const accuracies = series(
    ({ accuracy }) => accuracy,
    ({ validationAccuracy }) => validationAccuracy,
    ({ testAccuracy }) => testAccuracy,
  )
  const losses = series(
    ({ dataLoss }) => dataLoss,
    ({ validationLoss }) => validationLoss,
    ({ testLoss }) => testLoss,
  )
  out.line(chart(accuracies, { ...common, title: 'accuracy', format: percent }))
  out.line()
  out.line(chart(losses, { ...common, title: 'loss', format: (value) => value.toFixed(4) }))
}
