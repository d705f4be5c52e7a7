import { readFileSync, writeFileSync } from 'node:fs'
import { UnsupportedError } from '@snn/core'

/** Resident bytes of this process, and the most they have been since {@link resetResidentPeak}. Linux alone has them. */
export function residentBytes(): { readonly now: number; readonly peak: number } {
  const status = readFileSync('/proc/self/status', 'utf8')
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1])
  return { now: 1024 * kilobytes('VmRSS'), peak: 1024 * kilobytes('VmHWM') }
}

/** @throws UnsupportedError where the system keeps no such peak. */
export function resetResidentPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch (cause) {
    throw new UnsupportedError({
      what: 'this system does not tell the peak of resident memory',
      fix: 'Measure memory on Linux; the account of bytes of `bench step` works everywhere.',
      cause,
    })
  }
}
