import type { KeptRun, Reply, Request } from '../training/messages.js'
import type { Settings } from '../training/settings.js'
import type { BackendChoice } from './backend-choice.js'
import { element, make, showText } from './elements.js'
import { figures } from './figures.js'
import { beginLabel, isComplete, standing, tested } from './run-words.js'
import { bindToUrl, fieldOf, setField } from './url-fields.js'

/** The controls of training, and what it tells. */
export interface TrainingView {
  handle(reply: Exclude<Reply, { kind: 'backends' | 'glance' }>): void
  /** Keeps from beginning, or no longer. */
  block(blocked: boolean): void
}

const SETTINGS = ['epochs', 'batch', 'rate', 'seed'] as const

/** @param busy called when training begins and when it has ended. */
export function trainingView(
  post: (request: Request) => void,
  backends: BackendChoice,
  busy: (training: boolean) => void,
): TrainingView {
  const form = element('training', HTMLFormElement)
  const toggle = element('toggle', HTMLButtonElement)
  const discard = element('discard', HTMLButtonElement)
  const status = element('status', HTMLElement)
  const warnings = element('warnings', HTMLElement)
  const numbers = figures()
  bindToUrl(form, ['backend', ...SETTINGS])
  let kept: KeptRun | undefined
  /** Requests whose end has not been told yet: opening the page is one. */
  let pending = 1
  let training = false
  let stopping = false
  let blocked = false

  const complete = (): boolean => kept !== undefined && isComplete(kept)
  const resting = (): boolean => pending === 0 && !blocked && backends.chosen !== undefined

  function render(): void {
    toggle.textContent = training ? (stopping ? 'Stopping …' : 'Stop') : beginLabel(kept)
    toggle.setAttribute('aria-disabled', String(training ? stopping : !resting()))
    discard.hidden = training || kept === undefined
    const fixed = training || (kept !== undefined && !complete())
    element('settings', HTMLFieldSetElement).disabled = fixed || pending > 0
    showText(
      element('settings-hint', HTMLElement),
      fixed && !training ? 'A run keeps its settings; New run forgets it. The backend may change.' : undefined,
    )
  }

  function ask(request: Request): void {
    pending++
    post(request)
  }

  function begin(): void {
    showText(element('error', HTMLElement), undefined)
    warnings.replaceChildren()
    status.textContent = 'Starting …'
    if (complete()) ask({ kind: 'discard' })
    const [epochs, batch, rate, seed] = SETTINGS.map((name) => Number(fieldOf(form, name)))
    const settings: Settings = { epochs: epochs!, batch: batch!, rate: rate!, seed: seed! }
    ask({ kind: 'train', backend: backends.chosen!, settings })
    training = true
    busy(true)
  }

  function rest(run: KeptRun | undefined, place: string): void {
    pending--
    kept = run
    if (run) for (const name of SETTINGS) setField(form, name, String(run.settings[name]))
    else progress('not begun', 0)
    numbers.restart(run?.epochs)
    if (pending > 0) return
    status.textContent = backends.chosen === undefined ? 'No backend can be had here.' : standing(run, place)
    if (training) busy(false)
    training = false
    stopping = false
  }

  const ofEpochs = (index: number): string => `Epoch ${index + 1} of ${fieldOf(form, 'epochs')}`

  function progress(text: string, part: number): void {
    element('progress-text', HTMLElement).textContent = text
    element('progress', HTMLProgressElement).value = part
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (training && !stopping) {
      stopping = true
      post({ kind: 'stop' })
    } else if (!training && resting()) begin()
    render()
  })
  discard.addEventListener('click', () => {
    ask({ kind: 'discard' })
    toggle.focus()
    render()
  })

  let epochIndex = 0
  return {
    block(now) {
      blocked = now
      render()
    },
    handle(reply) {
      switch (reply.kind) {
        case 'kept':
          rest(reply.run, reply.place)
          break
        case 'begun':
          status.textContent = `Training ${reply.network} on ${reply.device}${reply.step > 0 ? `, from step ${reply.step}` : ''}.`
          break
        case 'compiling':
          progress(`compiling: ${reply.compiled} of ${reply.kernels} kernels are ready`, reply.compiled / reply.kernels)
          return
        case 'batch': {
          const { epoch, batch, batches } = reply.batch
          epochIndex = epoch
          progress(`${ofEpochs(epoch)}, batch ${batch} of ${batches}`, batch / batches)
          numbers.batch(reply.batch, reply.memory)
          return
        }
        case 'testing':
          progress(`${ofEpochs(epochIndex)}, testing`, reply.batch / reply.batches)
          return
        case 'epoch':
          status.textContent = `${ofEpochs(reply.epoch.index)}: ${tested(reply.epoch)}.`
          progress(`${ofEpochs(reply.epoch.index)}, tested`, 1)
          numbers.epoch(reply.epoch)
          return
        case 'warning':
          warnings.append(make('li', reply.message))
          return
        case 'failed':
          showText(element('error', HTMLElement), reply.message)
          break
        default:
          reply satisfies never
      }
      render()
    },
  }
}
