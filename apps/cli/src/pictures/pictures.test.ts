import { inflateSync } from 'node:zlib'
import { newEvents, type Events, type Sensor } from '@snn/data'
import { describe, expect, test } from 'vitest'
import { frames, gray, raster } from './events-picture.js'
import { beside, blank, enlarged, type Picture } from './picture.js'
import { pngOf } from './png.js'
import { terminalPicture } from './terminal-picture.js'

/** A picture as rows of letters: `.` white, `#` black, `+` gray, `r` rather red, `b` rather blue. */
function drawn({ width, height, pixels }: Picture): string[] {
  const letter = (at: number): string => {
    const [red, green, blue] = pixels.subarray(at, at + 3)
    if (red === green && green === blue) return red === 255 ? '.' : red === 0 ? '#' : '+'
    return red! > blue! ? 'r' : 'b'
  }
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => letter(3 * (y * width + x))).join(''),
  )
}

function eventsOf(sensor: Sensor, list: readonly (readonly [t: number, x: number, y: number, p: number])[]): Events {
  const events = newEvents(sensor, list.length)
  for (const [k, [t, x, y, p]] of list.entries()) {
    events.t[k] = t
    events.x[k] = x
    events.y[k] = y
    events.p[k] = p
  }
  return events
}

test('a PNG holds the pixels row by row, each row as it is', () => {
  const picture = { width: 2, height: 2, pixels: Uint8Array.from({ length: 12 }, (_, k) => 20 * k) }
  const png = Buffer.from(pngOf(picture))
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect([png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]]).toEqual([2, 2, 8, 2])
  const length = png.readUInt32BE(33)
  expect(png.subarray(37, 41).toString()).toBe('IDAT')
  expect([...inflateSync(png.subarray(41, 41 + length))]).toEqual([
    0, 0, 20, 40, 60, 80, 100, 0, 120, 140, 160, 180, 200, 220,
  ])
  expect(png.subarray(-8, -4).toString()).toBe('IEND')
})

test('pictures are enlarged and put side by side', () => {
  const dot = gray(Uint8Array.of(255, 0), [1, 2])
  expect(drawn(enlarged(dot, 2))).toEqual(['##..', '##..'])
  expect(drawn(beside([dot, blank(1, 1, [0, 0, 0])], 2))).toEqual(['#.++#'])
})

test('a raster has time to the right and unit 0 at the bottom', () => {
  const events = eventsOf({ width: 3, height: 1, polarities: 1 }, [
    [100, 0, 0, 0],
    [150, 2, 0, 0],
    [200, 1, 0, 0],
  ])
  expect(drawn(raster(events, 4, 3))).toEqual(['..#.', '...#', '#...'])
  const units = [0, 1, 1, 2, 2, 3, 3].map((unit, k) => [k, unit, 0, 0] as const)
  expect(drawn(raster(eventsOf({ width: 4, height: 1, polarities: 1 }, units), 1, 4))).toEqual(['#', '#', '#', '+'])
})

test('frames show which polarity a pixel had more of, in each part of the time', () => {
  const events = eventsOf({ width: 2, height: 1, polarities: 2 }, [
    [0, 0, 0, 1],
    [10, 0, 0, 1],
    [20, 0, 0, 0],
    [80, 1, 0, 0],
    [100, 1, 0, 0],
  ])
  expect(drawn(frames(events, 2))).toEqual(['b.+.r'])
  expect(drawn(frames(eventsOf({ width: 2, height: 1, polarities: 1 }, [[5, 1, 0, 0]]), 1))).toEqual(['.#'])
})

describe('in the terminal', () => {
  const corner = gray(Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0), [2, 4])

  test('a cell is two pixels high, and shows the darkest of what it stands for', () => {
    expect(terminalPicture(corner, 4, false)).toBe('█')
    expect(terminalPicture(corner, 2, false)).toBe('█')
    expect(terminalPicture(blank(4, 3), 4, false)).toBe('\n')
  })

  test('colors are those of both pixels', () => {
    expect(terminalPicture(gray(Uint8Array.of(255, 0), [2, 1]), 1, true)).toBe(
      '\u001B[38;2;0;0;0;48;2;255;255;255m▀\u001B[0m',
    )
  })
})
