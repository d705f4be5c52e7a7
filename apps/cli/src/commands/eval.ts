import { CheckpointError } from '@snn/core'
import { evaluate } from '@snn/train'
import { openBackend } from '../backends.js'
import { networkOf } from '../network.js'
import { oneWord, parseOptions } from '../options.js'
import { openRun, readModel, settingsOfRun } from '../run-folder.js'
import { taskOf } from '../tasks/tasks.js'
import { count, duration, eachOf, percent } from '../terminal/format.js'
import { fitLine, fitProgress } from '../terminal/line.js'
import { createOutput } from '../terminal/output.js'
import { confusionTable } from './confusion-table.js'

export const evalOptions = {
  best: { type: 'flag', help: 'the epoch that was best on the validation samples, not the last' },
  data: { type: 'text', value: 'DIR', help: 'other data than those of the run: as in train' },
  backend: { type: 'text', value: 'NAME', help: 'where to run (cpu)' },
  threads: { type: 'whole', least: 1, value: 'N', help: 'of the CPU backend (all)' },
  json: { type: 'flag', help: 'one JSON object on stdout' },
} as const

/** `snn eval RUN`: what a trained network does on the test samples. */
export async function evaluateRun(args: readonly string[]): Promise<number> {
  const { values, words } = parseOptions(args, evalOptions)
  const path = oneWord(words, 'eval', 'RUN, the folder of a run')
  const out = createOutput(values.json ?? false)
  const { store, config } = await openRun(path)
  const found = await readModel(path, store, values.best ? 'best' : 'last')
  if (!found)
    throw new CheckpointError({
      what: `${path} has no ${values.best ? 'best checkpoint' : 'checkpoint yet'}`,
      fix: values.best ? 'It is kept where a validation part is held out; leave --best out.' : 'Train it first.',
    })
  const { key, bytes } = found
  const settings = settingsOfRun(config.settings, values.data)
  const backend = await openBackend(values.backend ?? 'cpu', { threads: values.threads })
  try {
    const { test, title } = await taskOf(settings.dataset).load(settings, (text) => out.live(text))
    const model = await networkOf(settings, test).load(backend, bytes)
    const { accuracy, loss, samples, layers, seconds, confusion } = await evaluate(model, test, {
      batch: settings.batch,
      progress: (done, all) => out.live((columns) => fitProgress('test', [done, all], [], columns)),
    })
    const spikes = layers.map((layer) => layer.spikesPerNeuron)
    const never = confusion.neverPredicted()
    out.line(
      out.dim(
        fitLine(
          [title, key].map((text, rank) => ({ text, rank })),
          out.columns,
        ),
      ),
    )
    out.line()
    out.line(confusionTable(confusion.toJSON(), test.classes, out))
    out.line()
    const facts = [
      `loss ${loss.toFixed(4)}`,
      `spikes per neuron ${eachOf(spikes)}`,
      `${count(samples)} samples in ${duration(seconds)}`,
    ]
    const accuracyText = `test accuracy ${percent(accuracy)}`
    const rest = fitLine(
      facts.map((text, at) => ({ text, rank: at + 1 })),
      out.columns - accuracyText.length - 3,
    )
    out.line(`${out.bold(out.green(accuracyText))}   ${rest}`)
    if (never.length > 0) out.note(out.yellow(`never predicted: ${never.map((c) => test.classes[c]).join(', ')}`))
    out.json({
      type: 'result',
      testAccuracy: accuracy,
      testLoss: loss,
      samples,
      spikes,
      seconds,
      checkpoint: key,
      confusion: confusion.toJSON(),
      neverPredicted: never,
    })
    return 0
  } finally {
    out.clear()
    await backend.close()
  }
}
