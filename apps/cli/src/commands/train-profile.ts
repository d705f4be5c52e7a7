import type { KernelProfile } from '@snn/backend-webgpu'
import { formatBytes } from '@snn/core'
import { plural } from '../terminal/format.js'
import type { Output } from '../terminal/output.js'
import { table } from '../terminal/table.js'

/** What the kernels of a run did, summed up by name. */
export interface Profile {
  /** One step more. */
  add(kernels: readonly KernelProfile[]): void
  /** Says it, what took longest first. Nothing where there was no step. */
  report(out: Output): void
}

export function profiling(): Profile {
  const sums = new Map<string, KernelProfile>()
  let steps = 0
  return {
    add(kernels) {
      steps++
      for (const kernel of kernels) sums.set(kernel.name, plus(sums.get(kernel.name), kernel))
    },
    report(out) {
      if (steps === 0) return
      const all = [...sums.values()].toSorted((a, b) => weightOf(b) - weightOf(a))
      out.line()
      out.line(`what a step took on the device, the mean of ${plural(steps, 'step')}`)
      out.line(profileTable(all, steps))
      if (all.some(({ milliseconds }) => milliseconds === undefined))
        out.note('This device has no timestamp queries, so that the time of its kernels is not known.')
      out.json({ type: 'profile', steps, kernels: all })
    },
  }
}

/** By time, or where none is measured by what is moved. */
const weightOf = ({ milliseconds, bytesRead, bytesWritten }: KernelProfile): number =>
  milliseconds ?? bytesRead + bytesWritten

function plus(sum: KernelProfile | undefined, one: KernelProfile): KernelProfile {
  if (!sum) return one
  const { milliseconds } = one
  return {
    name: one.name,
    dispatches: sum.dispatches + one.dispatches,
    workgroups: sum.workgroups + one.workgroups,
    milliseconds: milliseconds === undefined ? undefined : milliseconds + (sum.milliseconds ?? 0),
    bytesRead: sum.bytesRead + one.bytesRead,
    bytesWritten: sum.bytesWritten + one.bytesWritten,
  }
}

/** Everything is of one step on average; `%` is of the time. */
function profileTable(kernels: readonly KernelProfile[], steps: number): string {
  const whole = kernels.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0)
  const timed = (milliseconds: number | undefined, text: (of: number) => string): string =>
    milliseconds === undefined ? '–' : text(milliseconds)
  return table(
    ['kernel', 'dispatches', 'ms', '%', 'read', 'written'],
    kernels.map(({ name, dispatches, milliseconds, bytesRead, bytesWritten }) => [
      name,
      (dispatches / steps).toFixed(1),
      timed(milliseconds, (ms) => (ms / steps).toFixed(3)),
      timed(milliseconds, (ms) => ((100 * ms) / (whole || 1)).toFixed(1)),
      formatBytes(bytesRead / steps),
      formatBytes(bytesWritten / steps),
    ]),
  )
}
