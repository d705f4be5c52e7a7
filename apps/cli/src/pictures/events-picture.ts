import type { Events } from '@snn/data'
import { beside, blank, type Color, type Picture } from './picture.js'

/** Darker (polarity 0) and brighter (1); black where there is but one polarity. */
const colors: readonly Color[] = [
  [200, 40, 40],
  [30, 80, 200],
]
const ink: Color = [0, 0, 0]

/** A raster: time to the right, units from the bottom up, a dot for each event. */
export function raster(events: Events, width: number, height: number): Picture {
  const { sensor, t, x } = events
  const picture = blank(width, height)
  const first = t[0] ?? 0
  const span = (t.at(-1) ?? 0) - first || 1
  for (let k = 0; k < t.length; k++) {
    const column = Math.min(width - 1, Math.floor(((t[k]! - first) / span) * width))
    const row = height - 1 - Math.floor((x[k]! / sensor.width) * height)
    picture.pixels.set(ink, 3 * (row * width + column))
  }
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
  // Pixels that fire far more often than others would hide these.
  const busiest = counts.flatMap((frame) => Array.from(frame).filter((n) => n > 0)).sort((a, b) => a - b)
  const most = busiest[Math.floor(0.95 * (busiest.length - 1))] ?? 1
  return beside(
    counts.map((frame) => {
      const picture = blank(width, height)
      for (let pixel = 0; pixel < width * height; pixel++) {
        const [off, on] = [frame[2 * pixel]!, frame[2 * pixel + 1]!]
        const color = polarities === 1 ? ink : colors[Number(on >= off)]!
        const depth = Math.min(1, Math.max(off, on) / most)
        picture.pixels.set(
          color.map((value) => Math.round(255 - depth * (255 - value))),
          3 * pixel,
        )
      }
      return picture
    }),
  )
}

/** An image of bytes, dark on white. */
export function gray(pixels: Uint8Array, [height, width]: readonly [number, number]): Picture {
  const picture = blank(width, height)
  for (let k = 0; k < width * height; k++) picture.pixels.fill(255 - pixels[k]!, 3 * k, 3 * k + 3)
  return picture
}
