import type { Streak } from './streak.js'
import { streak } from './streak.js'
import type { Watched, Watcher } from './watch.js'

/** Batches in a row without one logit above zero: a readout that is at its start for every sample. */
const DEAD = 5
/** Batches in a row, and samples a class, after which a class that is never predicted is told. */
const UNPREDICTED = 150
const SAMPLES = 200
/** Steps from one word about classes to the next of its kind: they die together. */
const PAUSE = 20

/** Notices classes that are never predicted: soon where the readout is dead, later where it only loses. */
export function watchClasses({ classes, maximum, words, rate, lowerWeight }: Watched): Watcher {
  const dead = classes.map(() => streak())
  const unpredicted = classes.map(() => streak())
  const deadGroup = group(dead)
  const unpredictedGroup = group(unpredicted)
  return (seen) => {
    const { step } = seen
    const long = Math.max(UNPREDICTED, Math.ceil((SAMPLES * classes.length) / seen.samples))
    const dying = deadGroup(step, DEAD, (c) => maximum && seen.risen[c] === false)
    const losing = unpredictedGroup(step, long, (c) => seen.predicted[c] === false && !dead[c]!.told)
    const [names, since] = [named(dying, classes), sinceOf(dying, dead)]
    const [others, from] = [named(losing, classes), sinceOf(losing, unpredicted)]
    return [
      ...(dying.length === 0
        ? []
        : [
            {
              code: 'dead-class' as const,
              classes: dying,
              step,
              since,
              what: `${names} not been predicted since step ${since}: ${dying.length > 1 ? 'their readouts never rise' : 'its readout never rises'} above zero, where a maximum over time passes no gradient`,
              advice: [words.otherSeed, words.lowerRate(rate()), words.largerWeights],
            },
          ]),
      ...(losing.length === 0
        ? []
        : [
            {
              code: 'unpredicted-class' as const,
              classes: losing,
              step,
              since: from,
              what: `${others} not been predicted in the ${step - from + 1} batches since step ${from}`,
              advice: [words.lowerRate(rate()), words.lowerRegularizer(lowerWeight)],
            },
          ]),
    ]
  }
}

/** Classes for which something has lasted, told together: as soon as it has for one, those on the way included. */
function group(
  streaks: readonly Streak[],
): (step: number, length: number, holds: (c: number) => boolean) => readonly number[] {
  let last = -Infinity
  return (step, length, holds) => {
    const ripe = streaks.map((one, c) => {
      const wasTold = one.told
      const since = one.see(holds(c), step, length)
      if (since === undefined) return false
      one.told = wasTold
      return true
    })
    if (!ripe.includes(true) || step - last < PAUSE) return []
    last = step
    const found = streaks.flatMap((one, c) => {
      const lasted = one.since === undefined ? 0 : step - one.since + 1
      return !one.told && lasted >= length / 2 ? [c] : []
    })
    for (const c of found) streaks[c]!.told = true
    return found
  }
}

function named(found: readonly number[], classes: readonly string[]): string {
  const names = found.map((c) => `${c} (${classes[c]})`)
  const shown = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names
  const list = shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
  return found.length === 1 ? `class ${list} has` : `classes ${list} have`
}

const sinceOf = (found: readonly number[], streaks: readonly Streak[]): number =>
  Math.min(...found.map((c) => streaks[c]!.since ?? Infinity))
