import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ArgumentError } from '@snn/core'
import { parseOptions } from '../../options.js'
import { frames, gray, raster } from '../../pictures/events-picture.js'
import { beside, enlarged, type Picture } from '../../pictures/picture.js'
import { pngOf } from '../../pictures/png.js'
import { terminalPicture } from '../../pictures/terminal-picture.js'
import { createOutput } from '../../terminal/output.js'
import { sampleOf, type Sample } from './sample.js'

export const drawOptions = {
  sample: { type: 'whole', least: 0, value: 'N', help: 'which sample of a set (0)' },
  split: { type: 'text', value: 'NAME', help: 'of which split (the first: train)' },
  frames: { type: 'whole', least: 1, value: 'N', help: 'frames of a recording; images of a set (4)' },
  scale: { type: 'whole', least: 1, value: 'N', help: 'a pixel of the sample in pixels of the PNG (4)' },
  out: { type: 'text', value: 'FILE.png', help: 'writes a PNG in place of the terminal' },
  json: { type: 'flag', help: 'one JSON object on stdout' },
} as const

/** Of the raster, in pixels: units of a long row share rows. */
const RASTER = { width: 600, height: 350 }

/** `snn data draw FILE | SET DIR`: frames of a camera's events, a raster of units, or images. */
export async function draw(args: readonly string[]): Promise<number> {
  const { values, words } = parseOptions(args, drawOptions)
  const [what, folder, ...rest] = words
  if (what === undefined || rest.length > 0)
    throw new ArgumentError({
      what: `data draw needs FILE, or SET and its folder; got ${words.length === 0 ? 'nothing' : words.join(' ')}`,
      fix: 'snn data draw --help says more.',
    })
  if (values.out !== undefined && !values.out.toLowerCase().endsWith('.png'))
    throw new ArgumentError({
      what: `--out must name a PNG; got ${values.out}`,
      where: 'out',
      fix: 'Let it end in .png.',
    })
  const out = createOutput(values.json ?? false)
  const count = values.frames ?? 4
  const sample = await sampleOf(what, folder, { split: values.split, index: values.sample ?? 0, images: count })
  const { title, facts } = sample
  out.line(title)
  if (values.out === undefined) {
    const picture = pictureOf(sample, count, { width: out.columns, height: out.columns })
    out.line(terminalPicture(picture, out.columns, out.isColored))
  } else {
    const by = values.scale ?? 4
    const picture = pictureOf(sample, count, RASTER)
    mkdirSync(dirname(values.out), { recursive: true })
    writeFileSync(values.out, pngOf(isRaster(sample) ? picture : enlarged(picture, by)))
    out.line(`${values.out} written`)
  }
  out.json({ type: 'sample', title, ...facts, ...(values.out !== undefined && { picture: values.out }) })
  return 0
}

function isRaster({ events }: Sample): boolean {
  return events?.sensor.height === 1
}

function pictureOf(sample: Sample, count: number, size: typeof RASTER): Picture {
  if (sample.events === undefined) return beside(sample.images.map((pixels) => gray(pixels, sample.shape)))
  return isRaster(sample) ? raster(sample.events, size.width, size.height) : frames(sample.events, count)
}
