import { html, table, type Markup } from '../markup.js'
import type { Result, Section } from '../section.js'

type Row = readonly [name: string, text: string]

/** A result of a kind that has no figures of its own: its numbers and words by their keys, and each of its lists as a table. */
export function plainSection(result: Result): Section {
  const { kind, command: _, machine: __, ...facts } = result
  const lists = Object.entries(facts).filter((entry): entry is [string, Item[]] => isList(entry[1]))
  return {
    title: kind,
    body: html`${table(['figure', ''], rowsOf('', facts))} ${lists.map(([name, items]) => listTable(name, items))}`,
  }
}

type Item = Readonly<Record<string, unknown>>

const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value)

const isList = (value: unknown): value is Item[] => Array.isArray(value) && value.length > 0 && value.every(isItem)

/** What stands in an object and in those within it: `seconds.loader`. */
function rowsOf(prefix: string, item: Item): Row[] {
  return Object.entries(item).flatMap(([key, value]) =>
    isItem(value) ? rowsOf(`${prefix}${key}.`, value) : textOf(value).map((text): Row => [`${prefix}${key}`, text]),
  )
}

function listTable(name: string, items: readonly Item[]): Markup {
  const [first, ...others] = items.map((item) => new Map(rowsOf('', item)))
  const keys = [...first!.keys()]
  const rows = [first!, ...others].map((item) => keys.map((key) => item.get(key) ?? ''))
  return html`<h3>${name}</h3>
    ${table(keys, rows)}`
}

/** A number to four digits that count, words, or a list of such; nothing for anything else. */
function textOf(value: unknown): readonly [] | readonly [text: string] {
  if (typeof value === 'number') return [String(Number.isInteger(value) ? value : Number(value.toPrecision(4)))]
  if (typeof value === 'string' || typeof value === 'boolean') return [String(value)]
  if (!Array.isArray(value) || isList(value)) return []
  const texts = value.flatMap(textOf)
  return texts.length === 0 ? [] : [texts.join(', ')]
}
