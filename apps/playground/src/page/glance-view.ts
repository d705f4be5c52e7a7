import type { Glance, Raster } from '../training/messages.js'
import { element, make } from './elements.js'
import { count, percent } from './format.js'
import { drawPixels } from './pixels-canvas.js'
import { drawRaster } from './raster-canvas.js'
import { softmax } from './softmax.js'

/**
 * Shows one test image, the spikes it makes and the prediction; `choose` is called with the image that a person wants.
 * @returns shows a glance.
 */
export function glanceView(choose: (image: number) => void): (glance: Glance) => void {
  const pixels = element('pixels', HTMLCanvasElement)
  const prediction = element('prediction', HTMLElement)
  const classes = element('classes', HTMLTableElement).tBodies[0]!
  const rasters = element('rasters', HTMLElement)
  const image = element('image', HTMLInputElement)
  let shown: Glance | undefined
  let canvases: readonly HTMLCanvasElement[] = []

  function draw(): void {
    if (shown === undefined) return
    drawPixels(pixels, shown.pixels)
    for (const [at, layer] of shown.layers.entries()) drawRaster(canvases[at]!, layer, shown.time)
  }

  image.addEventListener('change', () => {
    if (image.checkValidity() && image.value !== '') choose(image.valueAsNumber)
    else image.reportValidity()
  })
  element('next-image', HTMLButtonElement).addEventListener('click', () => {
    image.valueAsNumber = ((image.valueAsNumber || 0) + 1) % (Number(image.max) + 1)
    choose(image.valueAsNumber)
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)
  new ResizeObserver(draw).observe(rasters)

  return (glance) => {
    shown = glance
    const { label, classes: names, logits } = glance
    pixels.setAttribute('aria-label', `test image ${glance.image}: ${names[label]}`)
    const chances = logits && softmax(logits)
    const best = chances?.indexOf(Math.max(...chances))
    prediction.textContent =
      best === undefined
        ? `This is: ${names[label]}. The network has not seen it yet.`
        : `This is: ${names[label]}. The network says: ${names[best]}${best === label ? ', rightly.' : '.'}`
    classes.replaceChildren(...names.map((name, at) => classRow(name, chances?.[at], at === best)))
    const figures = glance.layers.map(rasterFigure)
    canvases = figures.map(({ canvas }) => canvas)
    rasters.replaceChildren(...figures.map(({ figure }) => figure))
    draw()
  }
}

function classRow(name: string, chance: number | undefined, predicted: boolean): HTMLTableRowElement {
  const row = make('tr', '', predicted ? { class: 'predicted' } : {})
  const bar = make('td', '', { class: 'bar' })
  const filled = make('div')
  filled.style.width = `${100 * (chance ?? 0)}%`
  bar.append(filled)
  row.append(make('th', name, { scope: 'row' }), bar, make('td', chance === undefined ? '–' : percent(chance)))
  return row
}

function rasterFigure({ name, neurons, t }: Raster): {
  readonly figure: HTMLElement
  readonly canvas: HTMLCanvasElement
} {
  const text = `${name}: ${count(t.length)} spikes of ${count(neurons)} neurons`
  const figure = make('figure')
  const canvas = make('canvas', '', { role: 'img', 'aria-label': `raster of the ${text}` })
  figure.append(make('figcaption', text), canvas)
  return { figure, canvas }
}
