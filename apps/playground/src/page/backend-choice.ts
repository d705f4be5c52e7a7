import { backendNames, type BackendName } from '../backend-name.js'
import type { FoundBackend } from '../training/messages.js'
import { element } from './elements.js'

/** The radio buttons by which a backend is chosen. */
export interface BackendChoice {
  /** Says what was found, and chooses: what is chosen already where it can be had, else a real GPU before the processor. */
  show(found: readonly FoundBackend[]): void
  /** None where no backend can be had, or none is known yet. */
  readonly chosen: BackendName | undefined
}

export function backendChoice(): BackendChoice {
  const buttons = [...element('backends', HTMLFieldSetElement).querySelectorAll('input')]
  element('isolation', HTMLElement).hidden = crossOriginIsolated
  const usable = (): HTMLInputElement[] => buttons.filter(({ disabled }) => !disabled)
  return {
    show(found) {
      for (const button of buttons) {
        const { device, why } = found.find(({ name }) => name === button.value)!
        button.disabled = device === undefined
        element(`${button.value}-device`, HTMLElement).textContent = device ?? why!
      }
      if (usable().some(({ checked }) => checked)) return
      const gpu = found.some(({ name, device, software }) => name === 'webgpu' && device !== undefined && !software)
      const chosen = usable().find(({ value }) => value === (gpu ? 'webgpu' : 'cpu')) ?? usable()[0]
      if (chosen) chosen.checked = true
    },
    get chosen() {
      const value = usable().find(({ checked }) => checked)?.value
      return backendNames.find((name) => name === value)
    },
  }
}
