import { isNumeric } from '@snn/cli/terminal/table'

/** Text of HTML or SVG that is put in as it stands; all else is escaped. */
export interface Markup {
  readonly markup: string
}

export type Content = Markup | string | number | readonly Content[]

/** A template whose values are escaped, but for markup: html`<p>${text}</p>`. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return { markup: parts.reduce((text, part, at) => text + render(values[at - 1]!) + part) }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function render(content: Content): string {
  if (typeof content === 'object') return 'markup' in content ? content.markup : content.map(render).join('')
  return String(content).replace(/[&<>"]/g, (sign) => ESCAPES[sign]!)
}

/**
 * A table: a head, and rows whose first cell names them; numbers stand to the right. It scrolls by itself where it is wider than
 * the page.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): Markup {
  const kinds = head.map((_, k) => (isNumeric(rows, k) ? 'number' : 'text'))
  const cells = ([first, ...others]: readonly string[]): Content => [
    html`<th scope="row">${first!}</th>`,
    ...others.map((cell, k) => html`<td class="${kinds[k + 1]!}">${cell}</td>`),
  ]
  return html`<div class="table">
    <table>
      <thead>
        <tr>
          ${head.map((name, k) => html`<th scope="col" class="${kinds[k]!}">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${cells(row)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`
}

/** A drawing with a caption. */
export const figure = (caption: string, drawing: Markup): Markup =>
  html`<figure>
    ${drawing}
    <figcaption>${caption}</figcaption>
  </figure>`
