import { processorMs } from '../step/processor-ms.js'
import type { StepTime } from './side.js'

/** Where a turn has room for fewer steps than this, they are given one by one. */
const FEWEST = 8

/**
 * Steps of a turn of so many ms, given as training gives them: the first one alone, then with the next one always given before the one
 * before has ended, so that the host records it meanwhile. The time of such a step is from the end of the one before to its own end.
 */
export async function turnOf(give: () => Promise<unknown>, ms: number): Promise<StepTime[]> {
  const end = performance.now() + ms
  const alone = async (): Promise<StepTime> => {
    const before = stamp()
    await give()
    return between(before, stamp())
  }
  const first = await alone()
  const steps = [first]
  if (FEWEST * first.ms > ms) {
    while (performance.now() < end) steps.push(await alone())
    return steps
  }
  // A backend that computes in the call has done two steps when the first of them ends here, and none when the last does.
  let ahead = give()
  let before: StepTime | undefined
  while (performance.now() < end) {
    const next = give()
    await ahead
    // To ask for the processor time takes as long as some kernels do: once a step.
    const now = stamp()
    if (before) steps.push(between(before, now))
    before = now
    ahead = next
  }
  await ahead
  return steps
}

const stamp = (): StepTime => ({ ms: performance.now(), cpuMs: processorMs()! })

const between = (before: StepTime, now: StepTime): StepTime => ({
  ms: now.ms - before.ms,
  cpuMs: now.cpuMs - before.cpuMs,
})
