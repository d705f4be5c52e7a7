import type { Model } from '@snn/lif'
import { glanceAt } from './glance.js'
import type { Glance } from './messages.js'
import type { Sets } from './sets.js'

/** Shows a network its test image. */
export interface Looker {
  /** One look at a time: what is asked for meanwhile comes next. */
  look(): Promise<void>
  /** Looks at this image from now on. */
  choose(image: number): void
}

export function looker(
  sets: Promise<Sets>,
  model: () => Model | undefined,
  show: (glance: Glance) => void,
  fail: (error: unknown) => void,
): Looker {
  let image = 0
  let busy = false
  let again = false
  return {
    choose: (other) => void (image = other),
    async look() {
      again = true
      if (busy) return
      busy = true
      let seen: Model | undefined
      try {
        while (again) {
          again = false
          seen = model()
          show(await glanceAt(image, await sets, seen))
        }
      } catch (error) {
        // A model that was closed meanwhile fails rightly.
        if (seen === model()) fail(error)
      } finally {
        busy = false
      }
    },
  }
}
