import { html, type Markup } from './markup.js'

/** One bar: its length, and what it may have been. */
export interface Bar {
  readonly name: string
  readonly value: number
  /** Quartiles, or whatever range the caption names. */
  readonly low?: number | undefined
  readonly high?: number | undefined
  readonly color?: number
}

export interface BarChart {
  readonly title: string
  readonly bars: readonly Bar[]
  text(value: number): string
}

const [WIDTH, RIGHT, ROW, BAR_TOP, BAR] = [380, 72, 40, 18, 14]

/** Bars from 0, each below its name and before its value, with whiskers from `low` to `high`. */
export function barChart({ title, bars, text }: BarChart): Markup {
  const most = Math.max(...bars.map(({ value, high = value }) => Math.max(value, high)))
  const px = (value: number): number => Math.round((10 * Math.max(0, value) * (WIDTH - RIGHT)) / most) / 10
  const rows = bars.map(({ name, value, low, high, color = 0 }, k) => {
    const top = k * ROW + BAR_TOP
    const whisker = low === undefined || high === undefined ? undefined : ([px(low), px(high)] as const)
    const end = Math.max(px(value), whisker?.[1] ?? 0)
    return html`<g class="s${color}"
      ><text class="name" x="0" y="${top - 5}">${name}</text>
      <rect class="bar" x="0" y="${top}" width="${Math.max(1, px(value))}" height="${BAR}" />
      ${whisker ? whiskerAt(whisker, top + BAR / 2) : ''}
      <text class="value" x="${end + 6}" y="${top + 11}">${text(value)}</text></g
    > `
  })
  return html`<svg viewBox="-1 0 ${WIDTH} ${ROW * bars.length}" role="img" aria-label="${title}">${rows}</svg>`
}

const whiskerAt = ([low, high]: readonly [number, number], y: number): Markup =>
  html`<path class="whisker" d="M${low} ${y}H${high}M${low} ${y - 4}V${y + 4}M${high} ${y - 4}V${y + 4}" />`
