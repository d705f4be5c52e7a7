import {
  adam,
  add,
  assign,
  createBackend,
  full,
  gradients,
  hostArray,
  mul,
  sum,
  type Driver,
  type Scalar,
  type Storage,
  type Tensor,
} from '@snn/core'
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

    test('that only an inspected step needed is given back when it ends', async () => {
      const backend = createBackend(await subject.make())
      const x = backend.tensor(hostArray(new Float32Array(10_000)))
      /** Where everything is kept for inspection, every intermediate needs a place of its own. */
      const body = (): Scalar => {
        let y: Tensor = x
        for (let n = 0; n < 10; n++) y = add(y, 1)
        return sum(y)
      }
      expect(await backend.step(body)).toBe(100_000)
      const before = backend.memory.reserved
      let during = 0
      const inspect = async (): Promise<void> => void (during = backend.memory.reserved)
      const inspected = backend.step(body, { inspect })
      expect(await Promise.all([inspected, backend.step(body), backend.step(body)])).toEqual([1e5, 1e5, 1e5])
      expect(during).toBeGreaterThan(before + 5 * 40_000)
      expect(backend.memory.reserved).toBe(before)
      await expect(backend.step(body, { inspect: () => Promise.reject(new Error('on purpose')) })).rejects.toThrow(
        /on purpose/,
      )
      expect(backend.memory.reserved).toBe(before)
      await backend.close()
    })

    test('beyond the limit is refused, a step that needs it changes nothing, and work goes on', async () => {
      const memoryLimit = 4 << 20
      const driver = await subject.make({ memoryLimit })
      const backend = createBackend(driver)
      expect(driver.memoryLimit).toBe(memoryLimit)
      const w = backend.tensor(hostArray(Float32Array.of(1, 2)))
      const pieces: Storage[] = []
      const piece = 1 << 18
      expect(() => {
        for (;;) pieces.push(driver.allocate(piece))
      }).toThrow(expect.objectContaining({ code: 'MEMORY' }))
      expect(pieces.length * piece).toBeLessThanOrEqual(memoryLimit)
      expect(pieces.length * piece).toBeGreaterThan(memoryLimit / 2)
      for (const storage of pieces) driver.release(storage)

      const before = { ...backend.memory }
      const grow = (length: number): Promise<number> =>
        backend.step(() => {
          assign(w, mul(2, w))
          return sum(add(full(backend, [length], 1), 0))
        })
      await expect(grow(memoryLimit / 4)).rejects.toMatchObject({ code: 'MEMORY' })
      expect(backend.memory).toEqual(before)
      expect(await grow(piece / 4)).toBe(piece / 4)
      expect([...(await w.read()).data]).toEqual([2, 4])
      await backend.close()
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
