import { isSnnError } from '@snn/core'
import type { Model } from '@snn/lif'
import { readLines, toLines } from '../store/lines.js'
import { warning } from '../watch/warning.js'
import {
  BEST_KEY,
  checkpointKey,
  checkpointKeys,
  packCheckpoint,
  unpackCheckpoint,
  type Checkpoint,
} from './checkpoint.js'
import type { Epoch } from './epoch.js'
import type { Emitter } from './events.js'
import type { FitOptions } from './options.js'
import { checkSettings, type Settings } from './settings.js'
import { sumsOf, sumsToJson, type RunState, type Sums } from './state.js'

/** One epoch a line, as it came from `fit`. @public */
export const METRICS_KEY = 'metrics.jsonl'

/** What a checkpoint is made of, beside model and optimizer. */
export interface Moment {
  readonly epoch: number
  readonly batch: number
  readonly step: number
  readonly sums: Sums
  readonly epochs: readonly Epoch[]
  readonly best: RunState['best']
}

/** When to save, and what; without a store nothing is. */
export interface Checkpointing {
  /** The step of the newest checkpoint. */
  readonly lastStep: number | undefined
  /** Puts model and optimizer where the newest sound checkpoint left them; a fresh state when there is none. */
  resume(): Promise<RunState>
  /** Whether a save is due in the middle of an epoch, at this step. */
  due(step: number): boolean
  /** Whether one is due after the epoch of this index. */
  dueAfter(epoch: number): boolean
  save(moment: Moment): Promise<void>
  saveBest(best: NonNullable<RunState['best']>): Promise<void>
  /** Adds an epoch to the metrics. */
  append(epoch: Epoch): Promise<void>
}

export function checkpointing(
  model: Model,
  { store, optimizer, checkpoint: { epochs = 1, seconds = 30, steps = Infinity, keep = 3 } = {} }: FitOptions,
  settings: Settings,
  events: Emitter,
): Checkpointing {
  const { backend } = model
  const device = `${backend.name}: ${backend.device}`
  let lastStep: number | undefined
  let lastTime = performance.now()

  async function newest(): Promise<{ readonly key: string; readonly checkpoint: Checkpoint } | undefined> {
    const keys = await checkpointKeys(store!)
    for (const [at, key] of keys.toReversed().entries()) {
      try {
        return { key, checkpoint: unpackCheckpoint((await store!.get(key))!, `${store!.name}/${key}`) }
      } catch (error) {
        if (!isSnnError(error, 'FORMAT') || at === keys.length - 1) throw error
        const what = `the checkpoint ${key} cannot be read (${error.message.split('\n')[0]}); the one before it is taken`
        events.emit('warning', warning({ code: 'damaged-checkpoint', step: 0, since: 0, what, advice: [] }))
        await store!.remove(key)
      }
    }
    return undefined
  }

  return {
    get lastStep() {
      return lastStep
    },
    async resume() {
      const found = store && (await newest())
      if (!found) {
        const sums = sumsToJson(sumsOf())
        return { settings, backend: device, epoch: 0, batch: 0, step: 0, sums, epochs: [], best: undefined }
      }
      const { key, checkpoint } = found
      const { state } = checkpoint
      checkSettings(settings, state.settings, store.name)
      await model.load(checkpoint.model)
      await optimizer.load(checkpoint.optimizer)
      await trimMetrics(store, state.epochs)
      lastStep = state.step
      events.emit('resume', { key, epoch: state.epoch, batch: state.batch, step: state.step })
      if (state.backend !== device)
        events.emit(
          'warning',
          warning({
            code: 'other-device',
            step: state.step,
            since: state.step,
            what: `the run was on ${state.backend} and goes on on ${device}: results may differ in their last bits`,
            advice: [],
          }),
        )
      return state
    },
    due: (step) =>
      store !== undefined &&
      step !== lastStep &&
      (step - (lastStep ?? 0) >= steps || performance.now() - lastTime >= 1000 * seconds),
    dueAfter: (epoch) => store !== undefined && (epoch + 1) % epochs === 0,
    async save({ epoch, batch, step, sums, epochs, best }) {
      if (store === undefined) return
      const state: RunState = { settings, backend: device, epoch, batch, step, sums: sumsToJson(sums), epochs, best }
      const key = checkpointKey(step)
      await store.put(key, packCheckpoint({ model: await model.save(), optimizer: await optimizer.save(), state }))
      lastStep = step
      lastTime = performance.now()
      const old = (await checkpointKeys(store)).slice(0, -keep)
      for (const other of old) await store.remove(other)
      events.emit('checkpoint', { key, epoch, step })
    },
    async saveBest() {
      await store?.put(BEST_KEY, await model.save())
    },
    async append(epoch) {
      await store?.append(METRICS_KEY, toLines([epoch]))
    },
  }
}

/** Leaves in the metrics what the checkpoint knows: epochs after it will be done again. */
async function trimMetrics(store: NonNullable<FitOptions['store']>, epochs: readonly Epoch[]): Promise<void> {
  const lines = await readLines(store, METRICS_KEY)
  if (lines.length === epochs.length) return
  await store.put(METRICS_KEY, new TextEncoder().encode(toLines(epochs)))
}
