import { expect, test } from 'vitest'
import { encoded } from '../encoder.js'
import { images } from '../images.js'
import { packer } from '../packer.js'
import { latency } from './latency.js'

function steps(pixels: Uint8Array | Float32Array, options = {}): Map<number, number> {
  const set = encoded(images({ pixels: pixels as Uint8Array, shape: [pixels.length], labels: [0] }), latency(options))
  const { t, i } = set.get(0) as { t: Uint32Array; i: Uint32Array }
  return new Map(Array.from(i, (pixel, k) => [pixel, t[k]!]))
}

test('a pixel spikes at trunc((tau/dt) ln(x/(x - theta))), and never at or below theta', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  const found = steps(bytes)
  for (const byte of bytes) {
    const x = byte / 255
    const t = Math.trunc(20 * Math.log(x / (x - 0.2)))
    expect(found.get(byte)).toBe(x > 0.2 && t < 100 ? t : undefined)
  }
  expect(found.has(51)).toBe(false)
  expect(found.get(255)).toBe(4)
  expect(Math.max(...found.values())).toBeLessThan(100)
})

test('floats are coded as the bytes that they stand for', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  const floats = Float32Array.from(bytes, (byte) => byte / 255)
  const [a, b] = [steps(bytes, { time: 50, dt: 2e-3 }), steps(floats, { time: 50, dt: 2e-3 })]
  a.delete(51)
  b.delete(51)
  expect(b).toEqual(a)
})

test('a latency-coded pixel spikes at most once, so nothing is clamped', () => {
  expect(latency().repeats).toBe('none')
})

test('bad options are named', () => {
  expect(() => latency({ time: 0 })).toThrow(/time must be a whole number from 1; got 0/)
  expect(() => latency({ tau: -1 })).toThrow(/tau must be a number above 0; got -1/)
  expect(() => latency({ threshold: 2 })).toThrow(/threshold must be a number from 0 to 1; got 2/)
})

test('a batch of 256 images is coded and packed in a few milliseconds at most', () => {
  const pixels = Uint8Array.from({ length: 256 * 784 }, (_, k) => ((k * 2654435761) >>> 13) & 255)
  const set = encoded(images({ pixels, shape: [28, 28], labels: new Uint8Array(256) }), latency())
  const pack = packer(set)
  const times: number[] = []
  for (let run = 0; run < 60; run++) {
    const begin = performance.now()
    pack.begin()
    for (let k = 0; k < 256; k++) {
      set.write!(k, pack.sink, { seed: 0, epoch: 0 })
      pack.end(k)
    }
    times.push(performance.now() - begin)
  }
  const median = times.sort((a, b) => a - b)[30]!
  console.log(`latency code and packing of 256 images: ${median.toFixed(2)} ms, ${pack.packed().index.length} events`)
  expect(median).toBeLessThan(10)
})
