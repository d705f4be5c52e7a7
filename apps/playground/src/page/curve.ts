import { roundScale } from './scale.js'
import { thin, type Point } from './thin.js'

/** What a chart shows: a line of training batches, and marks of tests. */
export interface Curves {
  readonly batches: readonly Point[]
  readonly tests: readonly Point[]
}

/** How a chart shows it. */
export interface CurveOptions {
  readonly name: string
  /** What the axis reaches at least. */
  readonly top: number
  text(value: number): string
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [400, 220, 44, 12, 10, 28]
/** The axis of steps is at least so long. */
const FEWEST_STEPS = 10
const MOST_POINTS = 300

/**
 * Draws curves into an SVG of 400 by 220.
 * @returns asks for the curves at the next frame, once however often it is called before; a hidden page has no frames.
 */
export function curveChart(svg: SVGSVGElement, { name, top, text }: CurveOptions): (curves: () => Curves) => void {
  const [grid, line, marks] = [part('g'), part('path', { class: 'line' }), part('g')]
  svg.append(grid, line, marks)
  let next: (() => Curves) | undefined

  function draw({ batches, tests }: Curves): void {
    const shown = thin(batches, MOST_POINTS)
    const xs = roundScale(Math.max(FEWEST_STEPS, batches.at(-1)?.[0] ?? 0, tests.at(-1)?.[0] ?? 0))
    const ys = roundScale(Math.max(top, ...[...shown, ...tests].map(([, y]) => y)))
    const px = (x: number): number => round(LEFT + (x / xs.at(-1)!) * (WIDTH - LEFT - RIGHT))
    const py = (y: number): number => round(HEIGHT - BOTTOM - (y / ys.at(-1)!) * (HEIGHT - TOP - BOTTOM))
    grid.replaceChildren(
      ...ys.flatMap((y) => [
        part('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: py(y), y2: py(y) }),
        part('text', { x: LEFT - 6, y: py(y) + 4, 'text-anchor': 'end' }, text(y)),
      ]),
      ...xs.map((x) => part('text', { x: px(x), y: HEIGHT - 8, 'text-anchor': 'middle' }, String(x))),
    )
    const path = shown.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${px(x)} ${py(y)}`)
    line.setAttribute('d', path.join(''))
    marks.replaceChildren(...tests.map(([x, y]) => part('circle', { class: 'mark', cx: px(x), cy: py(y), r: 4 })))
    svg.setAttribute('aria-label', spoken(batches, tests))
  }

  function spoken(batches: readonly Point[], tests: readonly Point[]): string {
    const last = (points: readonly Point[]): string => (points.length === 0 ? 'none yet' : text(points.at(-1)![1]))
    return `${name}: ${batches.length} batches, the last ${last(batches)}; on test images ${last(tests)}`
  }

  draw({ batches: [], tests: [] })
  return (curves) => {
    if (next === undefined)
      requestAnimationFrame(() => {
        draw(next!())
        next = undefined
      })
    next = curves
  }
}

function part<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>> = {},
  text = '',
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value))
  made.textContent = text
  return made
}

const round = (value: number): number => Math.round(10 * value) / 10
