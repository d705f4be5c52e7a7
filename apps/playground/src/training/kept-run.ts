import { checkpointKeys, METRICS_KEY, readLines, type Epoch, type Store } from '@snn/train'
import type { KeptRun } from './messages.js'
import type { Settings } from './settings.js'

const SETTINGS_KEY = 'settings.json'

/** The run in a store; undefined when it holds none that has come to a checkpoint. */
export async function readKept(store: Store): Promise<KeptRun | undefined> {
  const newest = (await checkpointKeys(store)).at(-1)
  const bytes = await store.get(SETTINGS_KEY)
  if (newest === undefined || bytes === undefined) return undefined
  const step = Number(/step-(\d+)/.exec(newest)![1])
  const epochs = (await readLines(store, METRICS_KEY)) as Epoch[]
  const settings = JSON.parse(new TextDecoder().decode(bytes)) as Settings
  // A page that was closed between an epoch's line and its checkpoint does that epoch again.
  return { settings, step, epochs: epochs.filter((epoch) => epoch.step <= step) }
}

/** Makes room for a run with these settings. @throws (rejects) CheckpointError when another page trains in this store. */
export async function beginRun(store: Store, settings: Settings): Promise<void> {
  await discardRun(store)
  await store.put(SETTINGS_KEY, new TextEncoder().encode(JSON.stringify(settings)))
}

/** Removes all that a store holds. @throws (rejects) CheckpointError when another page trains in it. */
export async function discardRun(store: Store): Promise<void> {
  const release = await store.lock()
  try {
    for (const key of await store.list()) await store.remove(key)
  } finally {
    await release()
  }
}
