import { streak } from './streak.js'
import type { Watched, Watcher } from './watch.js'

/** Batches in a row without one logit above zero: a readout that is at its start for every sample. */
const DEAD = 5
/** Batches in a row, and samples a class, after which a class that is never predicted is told. */
const UNPREDICTED = 50
const SAMPLES = 200

/** Notices classes that are never predicted: soon where the readout is dead, later where it only loses. */
export function watchClasses({ classes, maximum, words, rate }: Watched): Watcher {
  const dead = classes.map(() => streak())
  const unpredicted = classes.map(() => streak())
  return (seen) =>
    classes.flatMap((name, c): ReturnType<Watcher> => {
      const deadSince = dead[c]!.see(maximum && seen.risen[c] === false, seen.step, DEAD)
      const long = Math.max(UNPREDICTED, Math.ceil((SAMPLES * classes.length) / seen.samples))
      const since = unpredicted[c]!.see(seen.predicted[c] === false, seen.step, long)
      const facts = { class: c, step: seen.step }
      if (deadSince !== undefined)
        return [
          {
            ...facts,
            code: 'dead-class' as const,
            since: deadSince,
            what: `class ${c} (${name}) has not been predicted since step ${deadSince}: its readout never rises above zero, where a maximum over time passes it no gradient`,
            advice: [words.otherSeed, words.lowerRate(rate()), words.largerWeights],
          },
        ]
      if (since === undefined || dead[c]!.told) return []
      return [
        {
          ...facts,
          code: 'unpredicted-class' as const,
          since,
          what: `class ${c} (${name}) has not been predicted in the ${seen.step - since + 1} batches since step ${since}`,
          advice: [words.lowerRate(rate()), words.lowerRegularizer],
        },
      ]
    })
}
