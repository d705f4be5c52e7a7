import type { Driver } from '@snn/core'
import { createGpu, type Gpu } from '../device/gpu.js'
import { openDevice, type OpenOptions } from '../device/open.js'
import { createDriver } from '../driver.js'

/** A driver whose device a test can reach: to give it a broken kernel, or to lose it by `gpu.close()`. */
export async function openDriver(options?: OpenOptions): Promise<{ readonly driver: Driver; readonly gpu: Gpu }> {
  const opened = await openDevice(options)
  const profile = options?.profile ?? false
  const gpu = createGpu(opened, { limit: 2 ** 30, profile })
  const driver = createDriver({ gpu, device: opened.description, profile: profile ? () => {} : undefined })
  return { driver, gpu }
}
