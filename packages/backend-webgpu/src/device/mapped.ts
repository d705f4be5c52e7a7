import { nextTurn } from '@snn/core'
import { MAP_FOR_READING } from './constants.js'

/** So often something is submitted in the next turn of the event loop, then every few ms. */
const AT_ONCE = 8
const LATER_MS = 4

/**
 * Maps a buffer for reading once the work before it is done.
 *
 * Firefox looks only every 100 ms whether that is so, and whenever something is submitted (bugzilla.mozilla.org/show_bug.cgi?id=1870699): nothing
 * is submitted there, again and again. A step takes 100 ms and more without.
 */
export function mapped(device: GPUDevice, buffer: GPUBuffer): Promise<void> {
  const mapping = buffer.mapAsync(MAP_FOR_READING)
  if (/ Firefox\//.test(globalThis.navigator?.userAgent ?? '')) void remind(device, mapping)
  return mapping
}

async function remind(device: GPUDevice, mapping: Promise<void>): Promise<void> {
  let open = true
  const over = (): void => void (open = false)
  mapping.then(over, over)
  for (let turn = 0; ; turn++) {
    await (turn < AT_ONCE ? nextTurn() : new Promise((resolve) => setTimeout(resolve, LATER_MS)))
    if (!open) return
    device.queue.submit([])
  }
}
