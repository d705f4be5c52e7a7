import { html, type Markup } from './markup.js'

/** Points of one side, and the power law that was fitted to them. */
export interface Series {
  readonly name: string
  /** Above 0, by x. `low` and `high` are quartiles. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly low?: number; readonly high?: number }[]
  /** y = factor · x^exponent from `from` to the last point. */
  readonly fit?: { readonly exponent: number; readonly factor: number; readonly from: number } | undefined
}

export interface LogChart {
  readonly title: string
  readonly xLabel: string
  readonly series: readonly Series[]
  xText(value: number): string
  yText(value: number): string
  /** Values of y between two that get a line. */
  yTicks(low: number, high: number): readonly number[]
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [400, 290, 64, 20, 10, 44]
/** Labels of x are no nearer to each other. */
const LABEL_GAP = 34

/** Curves over logarithmic axes: what grows as a power is a straight line. */
export function logChart({ title, xLabel, series, xText, yText, yTicks }: LogChart): Markup {
  const points = series.flatMap((one) => one.points)
  if (points.length === 0) return html`<p>There is nothing to draw.</p>`
  const xs = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b)
  const [xLow, xHigh] = [xs[0]!, Math.max(xs.at(-1)!, xs[0]! * 1.01)]
  const ys = points.flatMap(({ y, low = y, high = y }) => [low, high])
  const [yLow, yHigh] = [Math.min(...ys) / 1.25, Math.max(...ys) * 1.25]
  const round2 = (value: number): number => Number(value.toPrecision(2))
  const between = yTicks(yLow, yHigh)
  const ticks = between.length > 1 ? between : [...new Set([Math.min(...ys), Math.max(...ys)].map(round2))]
  const at = (value: number, low: number, high: number): number => Math.log(value / low) / Math.log(high / low)
  const px = (x: number): number => round(LEFT + at(x, xLow, xHigh) * (WIDTH - LEFT - RIGHT))
  const py = (y: number): number => round(HEIGHT - BOTTOM - at(y, yLow, yHigh) * (HEIGHT - TOP - BOTTOM))
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
      ${ticks.map((y) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${py(y)}" y2="${py(y)}" /><text x="${LEFT - 10}" y="${py(y) + 4}" text-anchor="end">${yText(y)}</text> `)}
      <line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}" />
      ${apart(xs, px).map((x) => html`<text x="${px(x)}" y="${HEIGHT - BOTTOM + 17}" text-anchor="middle">${xText(x)}</text> `)}
      <text class="label" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${xLabel}</text>
      ${series.map((one, k) => drawn(one, k, px, py))}
    </svg>
    ${series.length > 1 ? legend(series) : ''}`
}

type Place = (value: number) => number

function drawn({ points, fit }: Series, color: number, px: Place, py: Place): Markup {
  const path = points.map(({ x, y }, k) => `${k === 0 ? 'M' : 'L'}${px(x)} ${py(y)}`).join(' ')
  const last = points.at(-1)?.x ?? 0
  const law = (x: number): number => fit!.factor * x ** fit!.exponent
  return html`<g class="s${color}">
    <path class="curve" d="${path}" />
    ${fit ? html`<line class="fit" x1="${px(fit.from)}" y1="${py(law(fit.from))}" x2="${px(last)}" y2="${py(law(last))}" />` : ''}
    ${points.map(({ x, low, high }) => (low === undefined || high === undefined ? '' : html`<line class="spread" x1="${px(x)}" x2="${px(x)}" y1="${py(low)}" y2="${py(high)}" />`))}
    ${points.map(({ x, y }) => mark(color, px(x), py(y)))}
  </g> `
}

/** Sides differ in shape too, not in color alone. */
function mark(kind: number, x: number, y: number): Markup {
  if (kind === 0) return html`<circle class="mark" cx="${x}" cy="${y}" r="4" />`
  if (kind === 1) return html`<rect class="mark" x="${x - 3.5}" y="${y - 3.5}" width="7" height="7" />`
  if (kind === 2) return html`<path class="mark" d="M${x} ${y - 5}L${x + 5} ${y + 4}L${x - 5} ${y + 4}Z" />`
  return html`<path class="mark" d="M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}Z" />`
}

const legend = (series: readonly Series[]): Markup =>
  html`<p class="legend">
    ${series.map(({ name }, k) => html`<span class="s${k}"><svg viewBox="0 0 12 12" aria-hidden="true">${mark(k, 6, 6)}</svg> ${name}</span> `)}
  </p>`

/** Those values whose labels do not run into each other, the last one among them. */
function apart(values: readonly number[], place: Place): number[] {
  const kept: number[] = []
  for (const value of values.toReversed())
    if (kept.length === 0 || place(kept[0]!) - place(value) >= LABEL_GAP) kept.unshift(value)
  return kept
}

const round = (value: number): number => Math.round(10 * value) / 10
