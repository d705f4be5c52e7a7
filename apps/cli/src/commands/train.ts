import { resolve } from 'node:path'
import { ArgumentError } from '@snn/core'
import { checkpointKeys, fit, type Epoch } from '@snn/train'
import { openBackend } from '../backends.js'
import { modelOf, networkOf, optimizerOf } from '../network.js'
import { oneWord, parseOptions } from '../options.js'
import { newRun, openRun, readEpochs, settingsOfRun, writeConfig } from '../run-folder.js'
import { loadSets } from '../run-sets.js'
import { rules, type Settings } from '../settings.js'
import { stopOnSignal } from '../stop-on-signal.js'
import { taskOf } from '../tasks/tasks.js'
import { createOutput, type Output } from '../terminal/output.js'
import { settingsOf, trainOptions, type TrainValues } from '../train-options.js'
import { commandWords } from '../words.js'
import { profiling, type Profile } from './train-profile.js'
import { reporting } from './train-report.js'
import { announce, type TrainParts } from './train-start.js'

/** `snn train TASK`. */
export async function train(args: readonly string[]): Promise<number> {
  const { values, words } = parseOptions(args, trainOptions)
  const out = createOutput(values.json ?? false)
  const resumed = values.resume === undefined ? undefined : await openRun(values.resume)
  const settings = resumed ? goOn(resumed.config.settings, values, words) : begin(values, words)
  const profile = values.profile ? profiling() : undefined
  const backend = await openBackend(values.backend ?? resumed?.config.backend ?? 'cpu', {
    threads: values.threads,
    warmUp: ({ compiled, kernels }) => out.live(`compiling: ${compiled} of ${kernels} kernels are ready`),
    ...(profile && { profile: profile.add }),
  })
  try {
    const sets = await loadSets(settings, (text) => out.live(text))
    const network = networkOf(settings, sets.train)
    const store = resumed?.store ?? newRun(values.out, settings.dataset)
    const parts = { settings, sets, backend, network, store }
    await announce(out, parts)
    await writeConfig(store, settings, backend.name, backend.device)
    return await run(out, parts, profile)
  } finally {
    out.clear()
    await backend.close()
  }
}

function begin(values: TrainValues, words: readonly string[]): Settings {
  // `train folder DIR` says the same as `train folder --data DIR`.
  const [folder, names] = words.length === 2 && !values.data ? [words[1], words.slice(0, 1)] : [values.data, words]
  const task = taskOf(oneWord(names, 'train', 'a data set, such as fashion-mnist'))
  const settings = settingsOf(task, { ...values, ...(folder !== undefined && { data: folder }) })
  const { data } = settings
  // A run may go on from another folder than it began in.
  return data === undefined || data === 'download' ? settings : { ...settings, data: resolve(data) }
}

/** What a run that goes on may be given: where, and how far; everything else stays as it began. */
function goOn(settings: Settings, values: TrainValues, words: readonly string[]): Settings {
  if (words.length > 1 || (words.length === 1 && words[0] !== settings.dataset))
    throw new ArgumentError({ what: `the run is of ${settings.dataset}; got ${words.join(' ')}`, where: 'resume' })
  const free = ['resume', 'json', 'threads', 'backend', 'profile', 'data', 'epochs']
  const given = Object.keys(values).find((name) => !free.includes(name))
  if (given !== undefined)
    throw new ArgumentError({
      what: `--${given} cannot be changed in a run that goes on`,
      where: given,
      fix: 'Leave it out, or begin a new run.',
    })
  const { data, epochs } = values
  if (epochs !== undefined && epochs !== settings.epochs && settings.schedule !== 'constant')
    throw new ArgumentError({
      what: `--epochs cannot be changed in this run: its rate was laid out over ${settings.epochs} epochs (${settings.schedule})`,
      where: 'epochs',
      fix: 'Begin a new run, or one with --schedule constant.',
    })
  return { ...settingsOfRun(settings, data), ...(epochs !== undefined && { epochs }) }
}

async function run(out: Output, parts: TrainParts, profile: Profile | undefined): Promise<number> {
  const { settings, sets, backend, network, store } = parts
  const { epochs, batch, seed, rule, regularizers, clip, testEvery } = settings
  const model = await modelOf(network, backend, settings, sets.train)
  const optimizer = optimizerOf(model, settings, sets.train.length)
  const stop = stopOnSignal(() => out.note('stopping after this step, with a checkpoint; once more to stop at once'))
  const signal = AbortSignal.any([stop.signal, out.closed])
  const training = fit(model, {
    train: sets.train,
    ...(sets.validation && { validation: sets.validation }),
    test: sets.test,
    testEvery,
    epochs,
    batch,
    seed,
    rule: rules[rule],
    optimizer,
    regularizers,
    ...(clip !== undefined && { clip }),
    store,
    signal,
    words: commandWords,
  })
  const report = reporting(out, parts)
  report.listen(training)
  let last: Epoch | undefined
  try {
    for await (const epoch of training) {
      last = epoch
      report.epoch(epoch)
    }
  } finally {
    stop.forget()
  }
  profile?.report(out)
  last ??= (await readEpochs(store)).at(-1)
  if (last === undefined || last.index + 1 < epochs) {
    report.stopped((await checkpointKeys(store)).at(-1))
    return 130
  }
  report.result(last)
  return 0
}
