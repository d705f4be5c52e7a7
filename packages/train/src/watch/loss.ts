import { streak } from './streak.js'
import type { Watched, Watcher } from './watch.js'

/** How near to ln C counts as there: a fresh network passes by slowly, a dead one stays put. */
const NEAR_AFTER_LEARNING = 0.01
const NEAR_FROM_THE_START = 0.003
/** A loss below this part of ln C shows that the network had learned something. */
const LEARNED = 0.8
const AFTER_LEARNING = 5
const FROM_THE_START = 25

/** Notices a network that guesses: its cross entropy stays at ln C, whether it has learned before or never did. */
export function watchLoss({ classes, words, rate, lowerWeight }: Watched): Watcher {
  const chance = Math.log(classes.length)
  const guessing = streak()
  let learned = false
  return (seen) => {
    if (classes.length < 2) return []
    learned ||= seen.loss < LEARNED * chance
    const near = (learned ? NEAR_AFTER_LEARNING : NEAR_FROM_THE_START) * chance
    const since = guessing.see(
      Math.abs(seen.loss - chance) <= near,
      seen.step,
      learned ? AFTER_LEARNING : FROM_THE_START,
    )
    if (since === undefined) return []
    return [
      {
        code: 'loss-at-chance' as const,
        step: seen.step,
        since,
        what:
          `the loss ${learned ? 'went back to' : 'has been'} ln ${classes.length} = ${chance.toFixed(3)}` +
          `${learned ? ` at step ${since}` : ` since step ${since}`}: the network guesses`,
        advice: learned
          ? [words.lowerRate(rate()), words.lowerRegularizer(lowerWeight)]
          : [words.largerWeights, words.lowerRegularizer(lowerWeight), words.lowerRate(rate())],
      },
    ]
  }
}
