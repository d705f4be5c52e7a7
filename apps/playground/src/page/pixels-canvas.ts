/** Draws an image of 28 by 28 bytes, in the canvas's own color. */
export function drawPixels(canvas: HTMLCanvasElement, pixels: Uint8Array): void {
  const context = canvas.getContext('2d')!
  const { width, height } = canvas
  context.clearRect(0, 0, width, height)
  context.fillStyle = getComputedStyle(canvas).color
  for (const [at, value] of pixels.entries()) {
    context.globalAlpha = value / 255
    context.fillRect(at % width, Math.floor(at / width), 1, 1)
  }
}
