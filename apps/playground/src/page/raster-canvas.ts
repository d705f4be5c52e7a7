import type { Raster } from '../training/messages.js'

/** A dot is a cell, but no smaller and no larger than this, in pixels of the page. */
const [SMALLEST, LARGEST] = [1.5, 3]

/** Draws spikes, in the canvas's own color: time to the right, neurons from the bottom up. */
export function drawRaster(canvas: HTMLCanvasElement, { neurons, t, i }: Raster, time: number): void {
  const scale = devicePixelRatio
  const [width, height] = [canvas.clientWidth * scale, canvas.clientHeight * scale].map(Math.round) as [number, number]
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')!
  context.fillStyle = getComputedStyle(canvas).color
  const size = (cell: number): number => Math.min(LARGEST * scale, Math.max(SMALLEST * scale, cell))
  const [wide, high] = [size(width / time), size(height / neurons)]
  for (let k = 0; k < t.length; k++) {
    const x = (t[k]! / time) * (width - wide)
    const y = (1 - (i[k]! + 1) / neurons) * (height - high)
    context.fillRect(x, y, wide, high)
  }
}
