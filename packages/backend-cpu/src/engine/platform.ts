/** Whether the calling thread may sleep: a page's main thread may not. */
export function maySleep(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0)
    return true
  } catch {
    return false
  }
}

/** Whether memory can be shared here: in a page this needs the headers of cross-origin isolation. */
export function mayShare(): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && (globalThis.crossOriginIsolated ?? true)
}
