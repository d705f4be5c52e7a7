import { adam, ArgumentError, formatBytes, type Backend } from '@snn/core'
import type { DataSet } from '@snn/data'
import type { Network } from '@snn/lif'
import { checkpointKeys, fit, type Epoch, type Store } from '@snn/train'
import { openBackend } from '../backends.js'
import { loadSets, type Sets } from '../data.js'
import { networkOf, outlineOf } from '../network.js'
import { parseOptions, type Values } from '../options.js'
import { bar, createOutput, duration, percent, type Output } from '../output.js'
import { presets, type PresetName, type Settings } from '../presets.js'
import { newRun, openRun, writeConfig } from '../run-folder.js'
import { commandWords } from '../words.js'

export const trainOptions = {
  preset: { type: 'text', oneOf: ['default', 'paper'], help: 'settings to start from (default); paper: rate 2e-4' },
  data: {
    type: 'text',
    value: 'DIR',
    help: 'folder of the four original files; without it the embedded 6,000 + 1,000 images',
  },
  epochs: { type: 'whole', least: 1, value: 'N', help: 'passes over the training images (10; embedded images 40)' },
  batch: { type: 'whole', least: 1, value: 'N', help: 'samples a step (256)' },
  rate: { type: 'number', least: 0, value: 'X', help: "Adam's learning rate (1e-3)" },
  hidden: { type: 'text', value: 'N,N,…', help: 'neurons of the hidden layers (200,200)' },
  seed: { type: 'whole', least: 0, value: 'N', help: 'of weights, split and order (0)' },
  rule: { type: 'text', oneOf: ['sparse', 'dense', 'unrolled'], help: 'how gradients are computed (sparse)' },
  'b-th': { type: 'number', least: 0, value: 'X', help: 'backward threshold B_th; Infinity is the dense rule (0.2)' },
  'reg-upper': { type: 'number', least: 0, value: 'X', help: 'weight of the limit on many spikes (0.06)' },
  'reg-upper-above': { type: 'number', least: 0, value: 'X', help: 'spikes per neuron and sample that are free (1)' },
  'reg-lower': { type: 'number', least: 0, value: 'X', help: 'weight of the limit on few spikes (100)' },
  'reg-lower-below': { type: 'number', least: 0, value: 'X', help: 'spikes per neuron below which it costs (1e-3)' },
  validation: {
    type: 'number',
    least: 0,
    value: 'X',
    help: 'share of the training images held out to choose by (0.05)',
  },
  backend: { type: 'text', value: 'NAME', help: 'where to run (cpu)' },
  threads: { type: 'whole', least: 1, value: 'N', help: 'of the CPU backend (all); results do not depend on it' },
  out: { type: 'text', value: 'DIR', help: 'run folder (runs/fashion-mnist-N)' },
  resume: { type: 'text', value: 'RUN', help: 'go on with a run that was stopped, to the same bits' },
  json: { type: 'flag', help: 'one JSON object a line on stdout' },
} as const

type Options = Values<typeof trainOptions>

/** `snn train fashion-mnist`. */
export async function train(args: readonly string[]): Promise<number> {
  const { values, words } = parseOptions(args, trainOptions)
  const out = createOutput(values.json ?? false)
  const resumed = values.resume === undefined ? undefined : await openRun(values.resume)
  if (resumed) refuseSettings(values)
  else checkDataset(words)
  const settings = resumed?.config.settings ?? settingsOf(values)
  const store = resumed?.store ?? newRun(values.out, settings.dataset)
  const network = networkOf(settings)
  const backend = await openBackend(values.backend ?? resumed?.config.backend ?? 'cpu', { threads: values.threads })
  try {
    const sets = await loadSets(settings, (text) => out.live(text))
    await announce(out, settings, sets, backend, network, store)
    if (!resumed) await writeConfig(store, settings, backend.name, backend.device)
    return await run(out, settings, sets, backend, network, store)
  } finally {
    await backend.close()
  }
}

function checkDataset(words: readonly string[]): void {
  if (words.length === 1 && words[0] === 'fashion-mnist') return
  throw new ArgumentError({
    what: words.length === 0 ? 'train needs a data set' : `there is no data set '${words.join(' ')}'`,
    fix: 'Use: snn train fashion-mnist [options].',
  })
}

/** A run goes on with what it was begun with. */
function refuseSettings(values: Options): void {
  const free = ['resume', 'json', 'threads', 'backend']
  const given = Object.keys(values).find((name) => !free.includes(name))
  if (given !== undefined)
    throw new ArgumentError({
      what: `--${given} cannot be changed in a run that goes on`,
      where: given,
      fix: 'Leave it out, or begin a new run.',
    })
}

function settingsOf(values: Options): Settings {
  const preset = presets[(values.preset ?? 'default') as PresetName]
  const { upper, lower } = preset.regularizers
  const [upperWeight, lowerWeight] = [values['reg-upper'] ?? upper.weight, values['reg-lower'] ?? lower.weight]
  const validation = values.validation ?? 0.05
  if (validation >= 1)
    throw new ArgumentError({ what: `--validation must be a share below 1; got ${validation}`, where: 'validation' })
  for (const name of ['rate', 'b-th'] as const)
    if (values[name] === 0) throw new ArgumentError({ what: `--${name} must be above 0; got 0`, where: name })
  return {
    dataset: 'fashion-mnist',
    ...(values.data !== undefined && { data: values.data }),
    hidden: values.hidden === undefined ? preset.hidden : hiddenOf(values.hidden),
    epochs: values.epochs ?? (values.data === undefined ? 40 : 10),
    batch: values.batch ?? preset.batch,
    rate: values.rate ?? preset.rate,
    seed: values.seed ?? 0,
    rule: (values.rule ?? 'sparse') as Settings['rule'],
    backwardThreshold: values['b-th'] ?? preset.backwardThreshold,
    regularizers: {
      ...(upperWeight > 0 && { upper: { weight: upperWeight, above: values['reg-upper-above'] ?? upper.above } }),
      ...(lowerWeight > 0 && { lower: { weight: lowerWeight, below: values['reg-lower-below'] ?? lower.below } }),
    },
    validation,
    dt: preset.dt,
    steps: preset.steps,
    tau: preset.tau,
    tauReadout: preset.tauReadout,
  }
}

function hiddenOf(text: string): number[] {
  const sizes = text.split(',').map(Number)
  if (sizes.every((size) => Number.isSafeInteger(size) && size >= 1)) return sizes
  throw new ArgumentError({
    what: `--hidden must be whole numbers from 1 with commas between; got '${text}'`,
    where: 'hidden',
    fix: 'For two layers: --hidden 200,200.',
  })
}

async function announce(
  out: Output,
  settings: Settings,
  sets: Sets,
  backend: Backend,
  network: Network,
  store: Store,
): Promise<void> {
  const { batch, steps, rule, backwardThreshold } = settings
  const density = await densityOf(sets.train)
  const forecast = network.forecast({ batch, steps, density })
  const bytes = rule === 'dense' ? forecast.dense : forecast
  const weights = network.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  out.line(`${out.bold(sets.title)}   backend ${backend.name}: ${backend.device}`)
  out.line(
    `network  ${outlineOf(settings)}   ${weights.toLocaleString('en-US')} weights   T ${steps} steps of ${settings.dt * 1e3} ms   ${rule} rule, B_th ${rule === 'dense' ? 'Infinity' : backwardThreshold}`,
  )
  out.line(
    `memory   at most ${formatBytes(bytes.total)} a step (the dense rule: ${formatBytes(forecast.dense.total)})   run ${store.name}`,
  )
  out.line()
  out.json({
    type: 'start',
    settings,
    run: store.name,
    backend: backend.name,
    device: backend.device,
    weights,
    trainSamples: sets.train.length,
    validationSamples: sets.validation?.length ?? 0,
    testSamples: sets.test.length,
    inputDensity: density,
    forecastBytes: { sparse: forecast.total, dense: forecast.dense.total },
  })
}

/** The share of the input's cells that hold an event, over the first samples. */
async function densityOf(set: DataSet): Promise<number> {
  const samples = Math.min(set.length, 64)
  let events = 0
  for (let k = 0; k < samples; k++) events += (await set.get(k)).t.length
  return events / (samples * set.time * set.neurons)
}

async function run(
  out: Output,
  settings: Settings,
  sets: Sets,
  backend: Backend,
  network: Network,
  store: Store,
): Promise<number> {
  const { epochs, batch, rate, seed, rule, regularizers } = settings
  const model = await network.build(backend, { seed })
  const stop = stopOnSignal(out)
  const training = fit(model, {
    train: sets.train,
    ...(sets.validation && { validation: sets.validation }),
    test: sets.test,
    epochs,
    batch,
    seed,
    rule,
    optimizer: adam(model.parameters, { rate }),
    ...(Object.keys(regularizers).length > 0 && { regularizers }),
    store,
    signal: stop.signal,
    words: commandWords,
  })
  const started = performance.now()
  let last: Epoch | undefined
  training.on('resume', ({ epoch, batch: done, step }) => {
    out.note(`going on in epoch ${epoch + 1} after batch ${done} (step ${step})`)
    out.json({ type: 'resume', epoch, batch: done, step })
  })
  training.on('warning', ({ code, message, layer, step, since }) => {
    out.note(out.yellow(`warning: ${message}`))
    out.json({ type: 'warning', code, message, layer, step, since })
  })
  training.on('batch', ({ epoch, batch: done, batches, step, samples, loss, accuracy, soFar }) => {
    out.json({ type: 'batch', epoch, batch: done, batches, step, samples, loss, accuracy })
    if (!out.isLive) return
    const left = ((epochs - epoch - done / batches) * batches * batch) / soFar.samplesPerSecond
    const activity = soFar.activity.map((a) => a.toFixed(2)).join(' | ')
    out.live(
      `epoch ${epoch + 1}/${epochs}  ${bar(done, batches)}  ${done}/${batches}   loss ${soFar.loss.toFixed(4)}   accuracy ${percent(soFar.accuracy)}   active ${activity} %   ${Math.round(soFar.samplesPerSecond)} samples/s   ${duration(left)} left`,
    )
  })
  try {
    for await (const epoch of training) {
      last = epoch
      reportEpoch(out, epoch, epochs)
    }
  } finally {
    stop.forget()
  }
  const keys = await checkpointKeys(store)
  if (stop.signal.aborted || !last || last.index + 1 < epochs) {
    out.note(`stopped; checkpoint ${keys.at(-1) ?? 'none'} kept. Go on by: npm run snn -- train --resume ${store.name}`)
    out.json({ type: 'stopped', run: store.name, checkpoint: keys.at(-1) })
    return 130
  }
  const seconds = (performance.now() - started) / 1e3
  out.line()
  out.line(
    `${out.bold(`test accuracy ${percent(last.testAccuracy!)}`)} in ${duration(seconds)} (${sets.test.length.toLocaleString('en-US')} images, last epoch)   peak ${formatBytes(last.peakBytes)}   run saved to ${store.name}`,
  )
  out.line(`next: npm run snn -- inspect ${store.name}              see what it learned`)
  if (settings.data === undefined) out.line('      npm run snn -- train fashion-mnist --data DIR     all 60,000 images')
  out.json({
    type: 'result',
    testAccuracy: last.testAccuracy,
    testLoss: last.testLoss,
    ...(last.validationAccuracy !== undefined && { validationAccuracy: last.validationAccuracy }),
    epochs,
    seconds,
    peakBytes: last.peakBytes,
    run: store.name,
  })
  return 0
}

function reportEpoch(out: Output, epoch: Epoch, epochs: number): void {
  const validation = epoch.validationAccuracy === undefined ? '' : `   validation ${percent(epoch.validationAccuracy)}`
  const test = epoch.testAccuracy === undefined ? '' : `   test ${percent(epoch.testAccuracy)}`
  const activity = epoch.activity.map((a) => a.toFixed(2)).join(' | ')
  const speed = epoch.samples / epoch.seconds
  out.line(
    `epoch ${String(epoch.index + 1).padStart(String(epochs).length)}/${epochs}   loss ${epoch.loss.toFixed(4)}   accuracy ${percent(epoch.accuracy)}${validation}${test}   active ${activity} %   ${Math.round(speed)} samples/s   ${duration(epoch.seconds)}`,
  )
  const { index, testConfusion: _, validationConfusion: __, ...facts } = epoch
  out.json({ type: 'epoch', epoch: index, ...facts, samplesPerSecond: speed })
}

/** Ctrl-C once ends the run with a checkpoint, twice at once. */
function stopOnSignal(out: Output): { readonly signal: AbortSignal; forget(): void } {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130)
    out.note('stopping after this step, with a checkpoint; once more to stop at once')
    controller.abort()
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    forget: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  }
}
