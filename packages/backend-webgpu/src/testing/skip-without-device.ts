import { requireOrSkip } from '@snn/conformance'
import { createWebgpuDriver } from '../webgpu.js'

/** Whether tests on a device are to be skipped, because there is none. Throws instead where SNN_REQUIRE names webgpu. */
export async function skipWithoutDevice(): Promise<boolean> {
  const reason = await createWebgpuDriver().then(
    (driver) => driver.close(),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  return requireOrSkip('webgpu', reason === undefined, String(reason))
}
