/** Pixels of three bytes (red, green, blue), row after row. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

export type Color = readonly [red: number, green: number, blue: number]

/** A picture of one color. */
export function blank(width: number, height: number, [red, green, blue]: Color = [255, 255, 255]): Picture {
  const pixels = new Uint8Array(3 * width * height)
  for (let at = 0; at < pixels.length; at += 3) pixels.set([red, green, blue], at)
  return { width, height, pixels }
}

/** Each pixel as a square of `by` x `by`. */
export function enlarged({ width, height, pixels }: Picture, by: number): Picture {
  const large = blank(width * by, height * by)
  for (let y = 0; y < large.height; y++)
    for (let x = 0; x < large.width; x++) {
      const from = 3 * (Math.floor(y / by) * width + Math.floor(x / by))
      large.pixels.set(pixels.subarray(from, from + 3), 3 * (y * large.width + x))
    }
  return large
}

const between: Color = [208, 208, 208]

/** Pictures of one height next to each other, with gray columns between. */
export function beside(pictures: readonly Picture[], gap = 1): Picture {
  const width = pictures.reduce((sum, picture) => sum + picture.width + gap, -gap)
  const whole = blank(width, pictures[0]!.height, between)
  let left = 0
  for (const { width: columns, height, pixels } of pictures) {
    for (let y = 0; y < height; y++)
      whole.pixels.set(pixels.subarray(3 * y * columns, 3 * (y + 1) * columns), 3 * (y * width + left))
    left += columns + gap
  }
  return whole
}
