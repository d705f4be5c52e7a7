import { adam, createBackend, gradients, type Driver, type Storage, type Tensor } from '@snn/core'
import { describe, expect, test } from 'vitest'
import { randomCase } from '../random-case.js'
import { coreNet } from './core-net.js'
import { plainRecipe } from './fixed-cases.js'
import type { Subject } from './options.js'

/** Bytes are back to where they were. */
export function memoryTests(subject: Subject): void {
  describe('memory', () => {
    test('is back to where it was after ten steps, and after everything is freed', async () => {
      const { driver, held } = counting(await subject.make())
      const backend = createBackend(driver)
      const atFirst = { live: backend.memory.live, held: held() }
      const net = coreNet(backend, randomCase({ ...plainRecipe, seed: 3, regularized: true }))
      const parameters = net.parameters as Record<string, Tensor>
      const optimizer = adam(parameters, { rate: 1e-6 })
      const step = async (): Promise<void> => {
        const { logits } = await backend.step(() => {
          const { loss, logits } = net.forward()
          optimizer.update(gradients(loss, parameters))
          return { loss, logits }
        })
        logits.free()
      }
      await step()
      const before = { ...backend.memory, held: held() }
      for (let n = 0; n < 10; n++) await step()
      expect(backend.memory.live).toBe(before.live)
      expect(backend.memory.reserved).toBe(before.reserved)
      expect(held()).toBe(before.held)
      expect(backend.memory.peak).toBeGreaterThan(backend.memory.live)

      optimizer.free()
      net.free()
      // Labels are compared with 0, 1, 2, …, which the backend keeps.
      expect(backend.memory.live - atFirst.live).toBeLessThanOrEqual(4 * plainRecipe.readout!.classes)
      await backend.close()
    })

    test('is freed for what a step returned, and kept until then', async () => {
      const backend = subject.backend()
      const net = coreNet(backend, randomCase({ ...plainRecipe, seed: 3, loss: 'mean-squared-error' }))
      const before = backend.memory.live
      const { logits } = await backend.step(() => ({ logits: net.forward().logits }))
      expect(backend.memory.live).toBe(before + 4 * plainRecipe.batch * plainRecipe.readout!.classes)
      logits.free()
      logits.free()
      expect(backend.memory.live).toBe(before)
      net.free()
    })

    test('that is allocated is zero', async () => {
      const driver = subject.driver()
      for (const bytes of [4, 1000, 4]) {
        const storage = driver.allocate(bytes)
        const words = new Uint32Array(await driver.read(storage, 0, bytes))
        expect(words.every((word) => word === 0)).toBe(true)
        driver.write(storage, new Float32Array(bytes / 4).fill(7))
        driver.release(storage)
      }
    })
  })
}

/** A driver that counts the bytes it was asked for and not given back. */
function counting(driver: Driver): { driver: Driver; held: () => number } {
  let held = 0
  const counted: Driver = {
    ...driver,
    allocate(bytes) {
      const storage = driver.allocate(bytes)
      held += storage.bytes
      return storage
    },
    release(storage: Storage) {
      held -= storage.bytes
      driver.release(storage)
    },
  }
  return { driver: counted, held: () => held }
}
