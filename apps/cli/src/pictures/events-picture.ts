import type { Events } from '@snn/data'
import { beside, blank, type Color, type Picture } from './picture.js'

/** Darker (polarity 0) and brighter (1); black where there is but one polarity. */
const colors: readonly Color[] = [
  [200, 40, 40],
  [30, 80, 200],
]
const ink: Color = [0, 0, 0]

/** A raster: time to the right, units from the bottom up; the more events fall on a pixel, the deeper it is. */
export function raster(events: Events, width: number, height: number): Picture {
  const { sensor, t, x } = events
  const first = t[0] ?? 0
  const span = (t.at(-1) ?? 0) - first || 1
  const counts = new Int32Array(width * height)
  for (let k = 0; k < t.length; k++) {
    const column = Math.min(width - 1, Math.floor(((t[k]! - first) / span) * width))
    const row = height - 1 - Math.floor((x[k]! / sensor.width) * height)
    counts[row * width + column]!++
  }
  const most = usual([counts])
  const picture = blank(width, height)
  for (const [pixel, count] of counts.entries()) picture.pixels.set(shade(ink, count / most), 3 * pixel)
  return picture
}

/** Frames of equal duration side by side: the more events of a pixel, the deeper the color of the polarity that it had more of. */
export function frames(events: Events, count: number): Picture {
  const { sensor, t, x, y, p } = events
  const { width, height, polarities } = sensor
  const first = t[0] ?? 0
  const span = (t.at(-1) ?? 0) - first || 1
  const counts = Array.from({ length: count }, () => new Int32Array(2 * width * height))
  for (let k = 0; k < t.length; k++) {
    const frame = Math.min(count - 1, Math.floor(((t[k]! - first) / span) * count))
    counts[frame]![2 * (y[k]! * width + x[k]!) + p[k]!]!++
  }
  const most = usual(counts)
  return beside(
    counts.map((frame) => {
      const picture = blank(width, height)
      for (let pixel = 0; pixel < width * height; pixel++) {
        const [off, on] = [frame[2 * pixel]!, frame[2 * pixel + 1]!]
        const color = polarities === 1 ? ink : colors[Number(on >= off)]!
        picture.pixels.set(shade(color, Math.max(off, on) / most), 3 * pixel)
      }
      return picture
    }),
  )
}

/** What nearly no count is above: the few places that have far more events would hide all others. */
function usual(counts: readonly Int32Array[]): number {
  const some = counts.flatMap((frame) => Array.from(frame).filter((n) => n > 0)).sort((a, b) => a - b)
  return some[Math.floor(0.95 * (some.length - 1))] ?? 1
}

/** A color from white (0) to itself (1 and above). */
const shade = (color: Color, depth: number): number[] =>
  color.map((value) => Math.round(255 - Math.min(1, depth) * (255 - value)))

/** An image of bytes, dark on white. */
export function gray(pixels: Uint8Array, [height, width]: readonly [number, number]): Picture {
  const picture = blank(width, height)
  for (let k = 0; k < width * height; k++) picture.pixels.fill(255 - pixels[k]!, 3 * k, 3 * k + 3)
  return picture
}
