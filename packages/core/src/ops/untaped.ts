import type { Runtime } from '../runtime.js'

/** Work whose gradient the caller records as one. */
export function untaped<T>(runtime: Runtime, work: () => T): T {
  const { tape } = runtime.recorder!
  const before = tape.recording
  tape.recording = false
  try {
    return work()
  } finally {
    tape.recording = before
  }
}
