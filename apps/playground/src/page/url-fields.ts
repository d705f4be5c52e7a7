/** Puts what the address says (`?backend=cpu&epochs=3`) into the fields of these names, and what is changed there into the address. */
export function bindToUrl(form: HTMLFormElement, names: readonly string[]): void {
  const asked = new URLSearchParams(location.search)
  for (const name of names) if (asked.has(name)) setField(form, name, asked.get(name)!)
  form.addEventListener('change', () => {
    const query = new URLSearchParams(names.map((name) => [name, fieldOf(form, name)]))
    window.history.replaceState(null, '', `?${query}`)
  })
}

/** The text of a field, whether it is disabled or not. */
export function fieldOf(form: HTMLFormElement, name: string): string {
  return namedField(form, name).value
}

export function setField(form: HTMLFormElement, name: string, text: string): void {
  namedField(form, name).value = text
}

function namedField(form: HTMLFormElement, name: string): HTMLInputElement | RadioNodeList {
  return form.elements.namedItem(name) as HTMLInputElement | RadioNodeList
}
