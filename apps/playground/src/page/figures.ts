import { formatBytes } from '@snn/core'
import type { BatchEvent, Epoch } from '@snn/train'
import type { MemoryUse } from '../training/messages.js'
import { curveChart } from './curve.js'
import { element, make } from './elements.js'
import { count, percent, threeDigits } from './format.js'
import { history } from './history.js'

/** The numbers, curves and activity of a run. */
export interface Figures {
  batch(event: BatchEvent, memory: MemoryUse): void
  epoch(epoch: Epoch): void
  /** The epochs of the run that is kept; undefined where there is none. */
  restart(kept: readonly Epoch[] | undefined): void
}

const NAMES = ['loss', 'accuracy', 'test-accuracy', 'speed', 'live', 'peak'] as const

export function figures(): Figures {
  const shown = Object.fromEntries(NAMES.map((name) => [name, element(name, HTMLElement)]))
  const show = (name: (typeof NAMES)[number], text: string): void => void (shown[name]!.textContent = text)
  const lossChart = curveChart(element('loss-curve', SVGSVGElement), {
    name: 'loss',
    top: 1,
    text: (value) => String(Number(value.toPrecision(3))),
  })
  const accuracyChart = curveChart(element('accuracy-curve', SVGSVGElement), {
    name: 'accuracy',
    top: 1,
    text: (part) => `${Math.round(100 * part)} %`,
  })
  const activity = element('activity', HTMLTableSectionElement)
  const past = history()

  function draw(): void {
    lossChart(() => past.loss)
    accuracyChart(() => past.accuracy)
  }

  function showLayers(active: readonly number[], spikes: readonly number[]): void {
    activity.replaceChildren(
      ...active.map((share, layer) => {
        const row = make('tr')
        const cells = [`${share.toFixed(2)} %`, threeDigits(spikes[layer]!)].map((text) => make('td', text))
        row.append(make('th', `layer ${layer}`, { scope: 'row' }), ...cells)
        return row
      }),
    )
  }

  return {
    batch(event, { live, peak }) {
      const { loss, accuracy, activity, spikes, samplesPerSecond } = event.soFar
      past.batch(event)
      show('loss', threeDigits(loss))
      show('accuracy', percent(accuracy))
      show('speed', count(samplesPerSecond))
      show('live', formatBytes(live))
      show('peak', formatBytes(peak))
      showLayers(activity, spikes)
      draw()
    },
    epoch(epoch) {
      past.epoch(epoch)
      show('test-accuracy', percent(epoch.testAccuracy!))
      draw()
    },
    restart(kept) {
      past.restart(kept)
      if (kept === undefined) {
        for (const name of NAMES) show(name, '–')
        for (const cell of activity.querySelectorAll('td')) cell.textContent = '–'
      }
      const last = kept?.at(-1)
      if (last) {
        show('test-accuracy', percent(last.testAccuracy!))
        showLayers(last.activity, last.spikes)
      }
      draw()
    },
  }
}
