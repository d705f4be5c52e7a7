import { workNames, type MeasuredStep, type MeasureReply, type MeasureRequest } from '../measuring/messages.js'
import { thisBrowser } from '../measuring/this-browser.js'
import type { BackendChoice } from './backend-choice.js'
import { element, showText } from './elements.js'
import { timingsTable } from './timings-table.js'
import { fieldOf } from './url-fields.js'

/** The part of the page that measures. */
export interface MeasuringView {
  /** Keeps from beginning, or no longer. */
  block(blocked: boolean): void
}

/** @param busy called when measuring begins and when it has ended. */
export function measuringView(backends: BackendChoice, busy: (measuring: boolean) => void): MeasuringView {
  const form = element('measuring', HTMLFormElement)
  const button = element('measure', HTMLButtonElement)
  const status = element('measure-status', HTMLElement)
  const json = element('json', HTMLTextAreaElement)
  const copied = element('copied', HTMLElement)
  let worker: Worker | undefined
  let blocked = true
  let results: MeasuredStep[] = []

  function render(): void {
    button.textContent = worker ? 'Stop' : 'Measure'
    button.setAttribute('aria-disabled', String(!worker && blocked))
    element('measured', HTMLFieldSetElement).disabled = worker !== undefined
  }

  function begin(request: MeasureRequest): void {
    results = []
    element('results', HTMLElement).hidden = true
    showText(element('measure-error', HTMLElement), undefined)
    worker = new Worker(new URL('measuring-worker.js', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<MeasureReply>) => handle(data))
    worker.addEventListener('error', ({ message }) => handle({ kind: 'failed', message }))
    worker.postMessage(request)
    status.textContent = 'Making the work …'
    busy(true)
  }

  /** A worker that is ended gives back all that it held, the GPU's memory included. */
  function end(text: string): void {
    worker?.terminate()
    worker = undefined
    status.textContent = text
    busy(false)
  }

  function handle(reply: MeasureReply): void {
    switch (reply.kind) {
      case 'progress':
        // Said at its beginning alone: a voice that counts rounds would not stop.
        if (reply.done <= 1) status.textContent = `Measuring ${reply.work}, ${reply.all} rounds …`
        return
      case 'result':
        results.push(reply.result)
        json.value = results.map((result) => JSON.stringify(result)).join('\n')
        timingsTable(element('timings', HTMLTableElement), results)
        element('results', HTMLElement).hidden = false
        return
      case 'done':
        end(`Done on ${results[0]!.device}.`)
        break
      case 'failed':
        showText(element('measure-error', HTMLElement), reply.message)
        end('Measuring ended.')
        break
      default:
        reply satisfies never
    }
    render()
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const works = workNames.filter((_, at) => form.querySelectorAll<HTMLInputElement>('[name=work]')[at]!.checked)
    if (worker) end('Stopped.')
    else if (blocked || backends.chosen === undefined) return
    else if (works.length === 0) status.textContent = 'Choose Fashion-MNIST, SHD, or both.'
    else {
      const [batch, rounds] = ['batch', 'rounds'].map((name) => Number(fieldOf(form, name))) as [number, number]
      begin({ backend: backends.chosen, works, batch, rounds, machine: thisBrowser() })
    }
    render()
  })
  element('copy', HTMLButtonElement).addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(json.value)
      copied.textContent = 'Copied.'
    } catch {
      json.select()
      copied.textContent = 'The browser refused; it is selected, copy it by hand.'
    }
  })
  return {
    block(now) {
      blocked = now
      render()
    },
  }
}
