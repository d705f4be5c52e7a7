import type { Machine } from '@snn/bench/page'

/** This machine as far as the browser tells: neither the processor's name nor what else it has to do. */
export function thisBrowser(): Machine {
  const { hardwareConcurrency, userAgent } = navigator
  const { deviceMemory } = navigator as { readonly deviceMemory?: number }
  return {
    processor: null,
    cores: hardwareConcurrency,
    // Browsers round it, and some tell at most 8 GiB.
    memoryBytes: deviceMemory === undefined ? null : deviceMemory * 2 ** 30,
    system: crossOriginIsolated ? 'a page, isolated' : 'a page, not isolated',
    runtime: userAgent,
    loadBefore: null,
  }
}
