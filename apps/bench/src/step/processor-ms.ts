/** Processor time of this process over all threads so far, in ms; undefined in a page, which is not told. */
export function processorMs(): number | undefined {
  const usage = globalThis.process?.cpuUsage?.()
  return usage && (usage.user + usage.system) / 1000
}
