import { CheckpointError } from '@snn/core'
import { BEST_KEY, checkpointKeys, evaluate, modelBytes } from '@snn/train'
import { openBackend } from '../backends.js'
import { loadSets } from '../data.js'
import { networkOf } from '../network.js'
import { oneWord, parseOptions } from '../options.js'
import { bar, createOutput, duration, percent } from '../output.js'
import { openRun } from '../run-folder.js'

export const evalOptions = {
  best: { type: 'flag', help: 'the epoch that was best on the validation images, not the last' },
  data: { type: 'text', value: 'DIR', help: 'other images than those of the run' },
  backend: { type: 'text', value: 'NAME', help: 'where to run (cpu)' },
  threads: { type: 'whole', least: 1, value: 'N', help: 'of the CPU backend' },
  json: { type: 'flag', help: 'one JSON object on stdout' },
} as const

/** `snn eval RUN`: the accuracy of a trained network on the test images. */
export async function evaluateRun(args: readonly string[]): Promise<number> {
  const { values, words } = parseOptions(args, evalOptions)
  const path = oneWord(words, 'eval', 'RUN, the folder of a run')
  const out = createOutput(values.json ?? false)
  const { store, config } = await openRun(path)
  const key = values.best ? BEST_KEY : (await checkpointKeys(store)).at(-1)
  const bytes = key === undefined ? undefined : await store.get(key)
  if (key === undefined || !bytes)
    throw new CheckpointError({
      what: `${path} has no ${values.best ? 'best ' : ''}checkpoint yet`,
      fix: 'Train it first.',
    })
  const settings = { ...config.settings, validation: 0, ...(values.data !== undefined && { data: values.data }) }
  const backend = await openBackend(values.backend ?? 'cpu', { threads: values.threads })
  try {
    const { test } = await loadSets(settings, (text) => out.live(text))
    const model = await networkOf(settings).load(backend, modelBytes(bytes))
    const progress = (done: number, all: number): void => out.live(`test  ${bar(done, all)}  ${done}/${all}`)
    const { accuracy, loss, samples, layers, seconds, confusion } = await evaluate(model, test, { progress })
    const spikes = layers.map((layer) => layer.spikesPerNeuron)
    out.line(
      `test accuracy ${percent(accuracy)}   loss ${loss.toFixed(4)}   ${samples} samples in ${duration(seconds)}`,
    )
    out.line(`spikes per neuron and sample   ${spikes.map((s) => s.toFixed(2)).join(' | ')}   ${key}`)
    out.json({
      type: 'result',
      testAccuracy: accuracy,
      testLoss: loss,
      samples,
      spikes,
      seconds,
      checkpoint: key,
      neverPredicted: confusion.neverPredicted(),
    })
    return 0
  } finally {
    await backend.close()
  }
}
