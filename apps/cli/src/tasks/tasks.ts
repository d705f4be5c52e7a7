import { ArgumentError } from '@snn/core'
import { nearestOf } from '../options.js'
import { fashionMnist } from './fashion-mnist.js'
import { folder } from './folder.js'
import { nmnist } from './nmnist.js'
import { shd } from './shd.js'
import type { Task } from './task.js'

/** Everything that `snn train` knows, by name. */
export const tasks: Readonly<Record<string, Task>> = Object.fromEntries(
  [fashionMnist, nmnist, shd, folder].map((task) => [task.name, task]),
)

/** @throws ArgumentError when there is no task of that name. */
export function taskOf(name: string): Task {
  const task = tasks[name]
  if (task) return task
  const nearest = nearestOf(name, Object.keys(tasks))
  throw new ArgumentError({
    what: `there is no data set '${name}'`,
    where: 'train',
    fix: nearest === undefined ? `Data sets are ${Object.keys(tasks).join(', ')}.` : `Did you mean ${nearest}?`,
  })
}
