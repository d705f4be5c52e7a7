import type { Backend, HostArray } from '@snn/core'
import { checkOneOf, checkOptions, expected } from '@snn/core/checks'
import type { NetworkDescription } from '../network/description.js'
import type { Input } from './input.js'
import type { KernelLayers } from './kernel-layers.js'
import { pass, type ModelParameters } from './pass.js'
import type { Recorded, Recording } from './recording.js'

/** Options of a run. @public */
export interface RunOptions {
  /** What is kept of each layer (default: nothing). Potentials are batch · time · neurons numbers a layer. */
  readonly record?: readonly Recorded[]
  /** Time steps, for an input that is constant in time (default: the network's). */
  readonly steps?: number
}

/** What a run gives, on the host. @public */
export interface RunResult {
  /** `[batch, outputs]`. */
  readonly logits: HostArray
  readonly record: Recording
}

const RECORDED: readonly Recorded[] = ['spikes', 'potentials', 'active']

/** `model.run`: one forward pass in a step of its own. */
export async function run(
  network: NetworkDescription,
  backend: Backend,
  kernels: KernelLayers,
  parameters: ModelParameters,
  input: Input,
  o: RunOptions,
): Promise<RunResult> {
  checkOptions('run', o, ['record', 'steps'])
  const { record: asked = [], steps } = o
  if (!Array.isArray(asked)) throw expected('run.record', 'a list', asked, "As in record: ['spikes'].")
  for (const what of asked) checkOneOf('run.record', what, RECORDED)
  const wanted = new Set<Recorded>(asked)
  let passed: ReturnType<typeof pass> | undefined
  let logits: HostArray | undefined
  let record: Recording | undefined
  await backend.step(
    () => {
      const potentials = wanted.has('potentials') ? 'all' : 'none'
      passed = pass(network, kernels, parameters, input, { steps, potentials, active: wanted.has('active') })
    },
    {
      inspect: async () => {
        logits = await passed!.logits.read()
        // Loaded when it is asked for: a page that only trains goes without.
        const { readRecording } = await import('./recording.js')
        record = await readRecording(network, passed!.layers, wanted)
      },
    },
  )
  return { logits: logits!, record: record! }
}
