import { ArgumentError } from '@snn/core'
import { bins, cached, encoded, split, subset, type DataSet, type EventSource } from '@snn/data'
import type { Splits } from '@snn/data/node'
import type { Settings } from '../settings.js'
import { count } from '../terminal/format.js'
import type { Task } from './task.js'

/** What differs between tasks on recordings of events. */
export interface EventTaskParts extends Pick<Task, 'name' | 'help' | 'classes' | 'presets' | 'augment'> {
  /** Whether both polarities of a pixel are one input. */
  readonly polarities: 'keep' | 'merge'
  /** Opens the splits in a folder. */
  open(folder: string): Promise<Splits<EventSource>>
}

/** Held out for the test where a set has no split of its own. */
const TEST_SHARE = 0.2

/** A task on recordings of events, binned by the settings' steps and dt, each recording once. */
export function eventTask({ polarities, open, ...task }: EventTaskParts): Task {
  return {
    ...task,
    next: () => [],
    async load(settings, progress) {
      const { data, steps: time, dt, samples } = settings
      if (data === undefined) {
        throw new ArgumentError({
          what: `train ${task.name} needs the folder of its files`,
          where: 'data',
          fix: `Give it: train ${task.name} DIR (or --data DIR).`,
        })
      }
      const { train, test } = trainAndTest(await open(data), settings)
      const chosen =
        samples === undefined || samples >= train.length ? train : subset(train, [...Array(samples).keys()])
      const grid = bins({ time, dt, polarities })
      const encode = (source: EventSource, purpose: string): Promise<DataSet> =>
        cached(encoded(source, grid), {
          onProgress: (done, total) => progress(`reading ${purpose} samples  ${count(done)} of ${count(total)}`),
        })
      return {
        title: titleOf(train, test),
        train: await encode(chosen, 'training'),
        test: await encode(test, 'test'),
      }
    },
  }
}

function trainAndTest(
  { train, test, all }: Splits<EventSource>,
  { seed, data }: Settings,
): { readonly train: EventSource; readonly test: EventSource } {
  if (train && test) return { train, test }
  const whole = all ?? train
  if (!whole) throw new ArgumentError({ what: `${data} has no training samples`, where: 'data' })
  const parts = split(whole, { fraction: TEST_SHARE, seed })
  return { train: parts.train, test: parts.validation }
}

function titleOf(train: EventSource, test: EventSource): string {
  const counts = `${count(train.length)} training, ${count(test.length)} test samples`
  return `${train.name} (${train.partial === undefined ? '' : 'part of it: '}${counts})`
}
