/** The element with an id, of the class that is expected. @throws TypeError when the page has none. */
export function element<T extends Element>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id)
  if (found instanceof type) return found
  throw new TypeError(`index.html has no ${type.name} with the id ${id}`)
}

/** An element with text and attributes. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = '',
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  made.textContent = text
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

/** Shows text in an element, and the element only where there is some. */
export function showText(target: HTMLElement, text: string | undefined): void {
  target.hidden = text === undefined
  target.textContent = text ?? ''
}
