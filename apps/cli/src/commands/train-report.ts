import { formatBytes } from '@snn/core'
import type { DataSet } from '@snn/data'
import type { Network } from '@snn/lif'
import { energySaved } from '@snn/metrics'
import type { BatchEvent, Epoch, Run } from '@snn/train'
import { taskOf } from '../tasks/tasks.js'
import { count, duration, eachOf, percent, plural } from '../terminal/format.js'
import { fitLine, fitProgress } from '../terminal/line.js'
import type { Output } from '../terminal/output.js'
import { table } from '../terminal/table.js'
import { programName } from '../words.js'
import type { TrainParts } from './train-start.js'

/** Everything that is said while a network trains, and when it has. */
export interface Report {
  listen(run: Run): void
  epoch(epoch: Epoch): void
  /** The end of a run that has come to its last epoch. */
  result(last: Epoch): void
  stopped(checkpoint: string | undefined): void
}

export function reporting(out: Output, { settings, sets, network, store }: TrainParts): Report {
  const { epochs } = settings
  const started = performance.now()
  const seconds = (): number => (performance.now() - started) / 1e3
  const numbered = (index: number): string => `epoch ${String(index + 1).padStart(String(epochs).length)}/${epochs}`
  /** Epochs of work that were done before this process began. */
  let before: number | undefined
  let warnings = 0

  function left(done: number): number {
    before ??= done
    return done > before ? (seconds() * (epochs - done)) / (done - before) : NaN
  }

  function onBatch({ epoch, batch, batches, soFar, ...facts }: BatchEvent): void {
    const remaining = left(epoch + batch / batches)
    out.live((columns) =>
      fitProgress(
        numbered(epoch),
        [batch, batches],
        [
          { text: `loss ${soFar.loss.toFixed(4)}`, rank: 2 },
          { text: `accuracy ${percent(soFar.accuracy)}`, rank: 1 },
          { text: soFar.activity.length > 0 ? `active ${eachOf(soFar.activity)} %` : '', rank: 4 },
          { text: `${count(soFar.samplesPerSecond)} samples/s`, rank: 5 },
          { text: Number.isNaN(remaining) ? '' : `${duration(Math.max(0.1, remaining))} left`, rank: 3 },
        ],
        columns,
      ),
    )
    out.json({ type: 'batch', epoch, batch, batches, ...facts })
  }

  return {
    listen(run) {
      run.on('batch', onBatch)
      run.on('evaluate', ({ set, batch, batches }) =>
        out.live((columns) => fitProgress(set, [batch, batches], [], columns)),
      )
      run.on('resume', ({ epoch, batch, step }) => {
        out.note(
          epoch < epochs
            ? `going on in epoch ${epoch + 1} after batch ${batch} (step ${step})`
            : `all of ${plural(epochs, 'epoch')} is done: nothing is left to train`,
        )
        out.json({ type: 'resume', epoch, batch, step })
      })
      run.on('warning', ({ code, message, layer, classes, step, since }) => {
        warnings++
        out.note(out.yellow(`warning: ${message}`))
        out.json({ type: 'warning', code, message, layer, classes, step, since })
      })
    },

    epoch(epoch) {
      const { validationAccuracy, testAccuracy } = epoch
      const speed = epoch.samples / epoch.seconds
      const optional = (name: string, share: number | undefined): string =>
        share === undefined ? '' : `${name} ${percent(share)}`
      const text = fitLine(
        [
          { text: numbered(epoch.index), rank: 0 },
          { text: `loss ${epoch.loss.toFixed(4)}`, rank: 4 },
          { text: `accuracy ${percent(epoch.accuracy)}`, rank: 3 },
          { text: optional('validation', validationAccuracy), rank: 1 },
          { text: optional('test', testAccuracy), rank: 2 },
          { text: epoch.activity.length > 0 ? `active ${eachOf(epoch.activity)} %` : '', rank: 5 },
          { text: `${count(speed)} samples/s`, rank: 7 },
          { text: duration(epoch.seconds), rank: 6 },
        ],
        out.columns,
      )
      out.line(text)
      const { index, testConfusion: _, validationConfusion: __, ...facts } = epoch
      out.json({ type: 'epoch', epoch: index, ...facts, samplesPerSecond: speed })
    },

    result(last) {
      const { testAccuracy = NaN, testLoss, validationAccuracy } = last
      const chance = chanceOf(sets.test)
      out.line()
      out.line(layerTable(network, last))
      out.line()
      out.line(
        fitLine(
          [
            { text: `test accuracy ${percent(testAccuracy)}`, rank: 0 },
            { text: `chance ${percent(chance)} of ${count(sets.test.length)} samples`, rank: 3 },
            { text: `in ${duration(seconds())}`, rank: 1 },
            { text: `peak ${formatBytes(last.peakBytes)}`, rank: 4 },
            { text: `run saved to ${store.name}`, rank: 2 },
          ],
          out.columns,
        ).replace(/^.*? %/, (text) => out.bold(out.green(text))),
      )
      const next: readonly (readonly [string, string])[] = [
        [`inspect ${store.name}`, 'see what it learned'],
        ...taskOf(settings.dataset).next(settings),
      ]
      const width = Math.max(...next.map(([command]) => command.length))
      for (const [at, [command, what]] of next.entries())
        out.line(`${at === 0 ? 'next:' : '     '} ${programName()} ${command.padEnd(width)}   ${out.dim(what)}`)
      out.json({
        type: 'result',
        testAccuracy,
        testLoss,
        validationAccuracy,
        testSamples: sets.test.length,
        chance,
        epochs: last.index + 1,
        seconds: seconds(),
        peakBytes: last.peakBytes,
        warnings,
        run: store.name,
      })
    },

    stopped(checkpoint) {
      out.note(
        checkpoint === undefined
          ? 'stopped before the first step: there is no checkpoint.'
          : `stopped; ${checkpoint} is kept. Go on by: ${programName()} train --resume ${store.name}`,
      )
      out.json({ type: 'stopped', run: store.name, checkpoint })
    },
  }
}

/** What naming the most common class alone would get right. */
function chanceOf({ labels, length, classes }: DataSet): number {
  const counts = new Array<number>(classes.length).fill(0)
  for (let k = 0; k < length; k++) counts[labels[k]!]!++
  return Math.max(...counts) / length
}

/** Activity, spikes and energy saved of each spiking layer in its last epoch. */
export function layerTable(network: Pick<Network, 'layers'>, epoch: Epoch): string {
  const saved = energySaved(epoch.activity)
  const spiking = network.layers.filter((layer) => layer.type === 'spiking')
  return table(
    ['layer', 'neurons', 'spikes per neuron', 'active %', '∇W saved %', '∇S saved %'],
    spiking.map(({ synapse }, l) => [
      String(l),
      String(synapse.outputs),
      epoch.spikes[l]?.toFixed(2) ?? '–',
      epoch.activity[l]?.toFixed(2) ?? '–',
      saved[l]?.weightGradient.toFixed(2) ?? '–',
      saved[l]?.inputGradient?.toFixed(2) ?? '–',
    ]),
  )
}
