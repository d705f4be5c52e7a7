import type { BackendName } from '../backend-name.js'
import { errorText } from '../error-text.js'
import { findBackends } from './find-backends.js'
import { beginRun, discardRun, readKept } from './kept-run.js'
import { looker } from './looker.js'
import type { Reply, Request } from './messages.js'
import { runStore } from './run-store.js'
import { closeSession, openSession, type Session } from './session.js'
import { loadSets } from './sets.js'
import type { Settings } from './settings.js'
import { trainRun } from './train-run.js'

/** Does what the page asks, one thing after the other; `stop` and `look` are heard at once. */
export function trainer(tell: (reply: Reply) => void): (request: Request) => void {
  const place = runStore()
  const sets = loadSets()
  let last: Promise<void> = Promise.resolve()
  let stop = new AbortController()
  let session: Session | undefined

  const fail = (error: unknown): void => tell({ kind: 'failed', message: errorText(error) })
  const { look, choose } = looker(
    sets,
    () => session?.model,
    (glance) => tell({ kind: 'glance', glance }),
    fail,
  )

  /** Work, what is kept after it, and a look at the network. */
  function inTurn(work: () => Promise<void>): void {
    last = last
      .then(work)
      .catch(async (error) => {
        fail(error)
        await end()
      })
      .then(async () => {
        const { store, place: where } = await place
        tell({ kind: 'kept', run: await readKept(store), place: where })
        await look()
      })
      .catch(fail)
  }

  async function end(): Promise<void> {
    const ended = session
    session = undefined
    await closeSession(ended)
  }

  async function train(backend: BackendName, given: Settings, signal: AbortSignal): Promise<void> {
    await end()
    const { store } = await place
    const kept = await readKept(store)
    const settings = kept?.settings ?? given
    if (kept === undefined) await beginRun(store, settings)
    const all = await sets
    session = await openSession(backend, settings, all.train.length, {
      warmUp: (progress) => tell({ kind: 'compiling', ...progress }),
    })
    await trainRun({ session, settings, sets: all, store, kept, signal, look }, tell)
  }

  return (request) => {
    switch (request.kind) {
      case 'open':
        return inTurn(async () => tell({ kind: 'backends', found: await findBackends() }))
      case 'train': {
        stop = new AbortController()
        const { signal } = stop
        return inTurn(() => train(request.backend, request.settings, signal))
      }
      case 'stop':
        return stop.abort()
      case 'discard':
        return inTurn(async () => {
          await end()
          await discardRun((await place).store)
        })
      case 'look':
        choose(request.image)
        return void look()
      default:
        return request satisfies never
    }
  }
}
