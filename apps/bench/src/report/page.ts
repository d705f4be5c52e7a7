import { formatBytes } from '@snn/core'
import { loadText, type Machine } from '../machine.js'
import { html, type Markup } from './markup.js'
import type { Result } from './section.js'
import { sectionOf } from './sections.js'
import { style } from './style.js'

/** A page of results that needs nothing else: no script, no font, no picture from anywhere. */
export function pageOf(results: readonly Result[]): string {
  const machines = [...new Set(results.map(({ machine }) => describe(machine)))]
  const sections = results.map((result) => {
    const { title, body } = sectionOf(result)
    // Sizes are not cut at their hyphens: 700-200-20.
    return { title: title.replaceAll(/(?<=\d)-(?=[\dN])/g, '\u2011'), body, result }
  })
  const body = html`<h1>Benchmarks of @snn</h1>
    ${machines.map((machine) => html`<p>${machine}</p>`)}
    <p class="soft">Every section names the command that gives it again. Methods: docs/benchmarks.md.</p>
    <nav>
      <ul>
        ${sections.map(({ title }, k) => html`<li><a href="#r${k}">${title}</a></li>`)}
      </ul>
    </nav>
    ${sections.map(({ title, body, result }, k) => section(`r${k}`, title, body, result, machines.length > 1))}`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Benchmarks of @snn</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `.markup
}

function section(id: string, title: string, body: Markup, { command, machine }: Result, named: boolean): Markup {
  return html`<section id="${id}">
    <h2>${title}</h2>
    <p><code>${command}</code></p>
    <p class="soft">
      ${named ? `${describe(machine)} ` : ''}Load of the machine before: ${loadText(machine.loadBefore)}.
    </p>
    ${body}
  </section> `
}

function describe({ processor, cores, memoryBytes, system, runtime }: Machine): string {
  const memory = memoryBytes === null ? 'memory not told' : formatBytes(memoryBytes)
  return `${processor ?? 'processor not told'}, ${cores} cores, ${memory}; ${system}; ${runtime}.`
}
