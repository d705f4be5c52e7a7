import { memory, opfs, type Store } from '@snn/train'

/** Where the page's run is kept. */
export interface RunStore {
  readonly store: Store
  /** Where that is, as a sentence. */
  readonly place: string
}

/** The private file system of this site, or memory where the browser refuses one, as some do in private windows. */
export async function runStore(): Promise<RunStore> {
  try {
    const store = opfs('playground/run')
    await store.list()
    return { store, place: 'It is kept in this browser, and goes on even when the page was closed.' }
  } catch {
    return {
      store: memory(),
      place: 'It is kept until the page is closed: this browser or window has no private file system.',
    }
  }
}
