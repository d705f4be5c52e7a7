import type { Picture } from './picture.js'

const SHADES = ' ░▒▓█'

/**
 * A picture as lines of text of at most `columns` characters, each two pixels high: half blocks in color, or else shades of the
 * darkest pixel. Larger pictures are made smaller; each cell shows the darkest of its pixels.
 */
export function terminalPicture(picture: Picture, columns: number, colored: boolean): string {
  const scale = Math.max(1, picture.width / columns)
  const width = Math.floor(picture.width / scale)
  const height = 2 * Math.ceil(picture.height / scale / 2)
  const lines: string[] = []
  for (let row = 0; row < height; row += 2) {
    let line = ''
    for (let column = 0; column < width; column++) {
      const upper = darkest(picture, column, row, scale)
      const lower = darkest(picture, column, row + 1, scale)
      if (colored) line += `\u001B[38;2;${upper.join(';')};48;2;${lower.join(';')}m▀`
      else line += SHADES[Math.round((1 - Math.min(light(upper), light(lower)) / 255) * (SHADES.length - 1))]!
    }
    lines.push(colored ? `${line}\u001B[0m` : line.trimEnd())
  }
  return lines.join('\n')
}

/** The darkest pixel of a cell, white outside the picture. */
function darkest({ width, height, pixels }: Picture, column: number, row: number, scale: number): readonly number[] {
  let best: readonly number[] = [255, 255, 255]
  for (let y = Math.floor(row * scale); y < Math.min(height, (row + 1) * scale); y++)
    for (let x = Math.floor(column * scale); x < Math.min(width, (column + 1) * scale); x++) {
      const at = 3 * (y * width + x)
      const color = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!]
      if (light(color) < light(best)) best = color
    }
  return best
}

const light = (color: readonly number[]): number => color.reduce((sum, value) => sum + value, 0) / 3
