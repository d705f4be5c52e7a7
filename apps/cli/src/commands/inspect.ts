import { formatBytes, readSafetensors } from '@snn/core'
import { energySaved } from '@snn/metrics'
import { checkpointKeys, modelBytes, type Epoch } from '@snn/train'
import { outlineOf } from '../network.js'
import { oneWord, parseOptions } from '../options.js'
import { createOutput, duration, percent, table, type Output } from '../output.js'
import { openRun, readEpochs } from '../run-folder.js'

export const inspectOptions = {
  json: { type: 'flag', help: 'one JSON object a line on stdout' },
} as const

/** `snn inspect RUN`: what a run learned, from its folder alone. */
export async function inspect(args: readonly string[]): Promise<number> {
  const { values, words } = parseOptions(args, inspectOptions)
  const path = oneWord(words, 'inspect', 'RUN, the folder of a run')
  const out = createOutput(values.json ?? false)
  const { store, config } = await openRun(path)
  const epochs = await readEpochs(store)
  const key = (await checkpointKeys(store)).at(-1)
  const { settings } = config
  out.line(`${out.bold(path)}   ${outlineOf(settings)}   ${config.backend}: ${config.device}`)
  out.line(
    `${settings.rule} rule, B_th ${settings.backwardThreshold}   rate ${settings.rate}   batch ${settings.batch}   seed ${settings.seed}   ${epochs.length} of ${settings.epochs} epochs`,
  )
  out.json({ type: 'run', ...config, epochs: epochs.length, checkpoint: key })
  if (epochs.length > 0) showEpochs(out, epochs)
  const checkpoint = key === undefined ? undefined : await store.get(key)
  if (checkpoint) showWeights(out, checkpoint)
  return 0
}

function showEpochs(out: Output, epochs: readonly Epoch[]): void {
  const last = epochs.at(-1)!
  const accuracies = epochs.map((epoch) => epoch.testAccuracy ?? epoch.validationAccuracy ?? epoch.accuracy)
  out.line()
  out.line(
    `loss      ${sparkline(epochs.map((epoch) => epoch.loss))}   ${epochs[0]!.loss.toFixed(4)} → ${last.loss.toFixed(4)}`,
  )
  out.line(`accuracy  ${sparkline(accuracies)}   ${percent(accuracies[0]!)} → ${percent(accuracies.at(-1)!)}`)
  out.line()
  const shown = epochs.length <= 12 ? epochs : [...epochs.slice(0, 3), ...epochs.slice(-9)]
  const optional = (value: number | undefined): string => (value === undefined ? '–' : percent(value))
  out.line(
    table(
      ['epoch', 'loss', 'training', 'validation', 'test', 'active %', 'spikes', 'seconds'],
      shown.map((epoch) => [
        String(epoch.index + 1),
        epoch.loss.toFixed(4),
        percent(epoch.accuracy),
        optional(epoch.validationAccuracy),
        optional(epoch.testAccuracy),
        epoch.activity.map((a) => a.toFixed(2)).join(' | '),
        epoch.spikes.map((s) => s.toFixed(2)).join(' | '),
        epoch.seconds.toFixed(2),
      ]),
    ),
  )
  for (const epoch of epochs) out.json({ type: 'epoch', epoch: epoch.index, ...epoch })
  out.line()
  const saved = energySaved(last.activity)
  out.line(
    `energy saved in the backward pass   ${saved.map((layer, k) => `layer ${k + 1}: ∇W ${layer.weightGradient.toFixed(2)} %`).join('   ')}`,
  )
  out.line(
    `peak ${formatBytes(last.peakBytes)}   training ${duration(epochs.reduce((sum, epoch) => sum + epoch.seconds, 0))}`,
  )
  const confusion = last.testConfusion ?? last.validationConfusion
  if (confusion) showConfusion(out, confusion)
}

function showConfusion(out: Output, confusion: readonly (readonly number[])[]): void {
  const classes = confusion.map((_, k) => String(k))
  out.line()
  out.line('true class (rows) and predicted class (columns)')
  out.line(
    table(
      ['', ...classes, 'recall'],
      confusion.map((row, k) => {
        const all = row.reduce((a, b) => a + b, 0)
        return [String(k), ...row.map(String), all === 0 ? '–' : percent(row[k]! / all)]
      }),
    ),
  )
  out.json({ type: 'confusion', counts: confusion })
}

function showWeights(out: Output, checkpoint: Uint8Array): void {
  const { tensors } = readSafetensors(modelBytes(checkpoint))
  const rows = Object.entries(tensors).map(([name, { data, shape }]) => {
    let [sum, squares, most] = [0, 0, 0]
    for (const value of data) {
      sum += value
      squares += value * value
      most = Math.max(most, Math.abs(value))
    }
    const mean = sum / data.length
    const std = Math.sqrt(Math.max(0, squares / data.length - mean * mean))
    out.json({ type: 'weights', name, shape, mean, std, largest: most })
    return [name, shape.join(' × '), mean.toFixed(4), std.toFixed(4), most.toFixed(4)]
  })
  out.line()
  out.line(table(['weights', 'shape', 'mean', 'std', 'largest'], rows))
}

/** ▁▂▃▄▅▆▇█ from the least to the largest value. */
function sparkline(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return values
    .map((value) => '▁▂▃▄▅▆▇█'[most === least ? 0 : Math.round((7 * (value - least)) / (most - least))])
    .join('')
}
