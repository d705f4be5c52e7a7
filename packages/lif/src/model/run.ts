import {
  ArgumentError,
  readActive,
  readEvents,
  type ActiveList,
  type Backend,
  type EventList,
  type HostArray,
} from '@snn/core'
import type { NetworkDescription } from '../network/description.js'
import { layerName } from '../network/names.js'
import { checkOneOf, checkOptions, expected } from '../options.js'
import type { Input } from './input.js'
import type { KernelLayers } from './kernel-layers.js'
import { pass, type LayerPass, type ModelParameters } from './pass.js'

/** What can be recorded: spikes; potentials at every step; the active entries with their potentials. @public */
export type Recorded = 'spikes' | 'potentials' | 'active'

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

/** What a run has recorded. @public */
export interface Recording {
  /** Of a layer, counted from 0 as in `network.layers`. @throws ArgumentError when there is no such layer. */
  layer(index: number): LayerRecording
}

/** What a run has recorded of one layer. Each rejects with an ArgumentError when it was not recorded. @public */
export interface LayerRecording {
  /** Events in (b, t, i) order. */
  spikes(): Promise<EventList>
  /** V, or U of a readout, at every step: `[batch, time, neurons]`. */
  potentials(): Promise<HostArray>
  /** Entries with |V - V_th| < B_th in (b, t, i) order, and V there. */
  active(): Promise<ActiveList>
}

const RECORDED: readonly Recorded[] = ['spikes', 'potentials', 'active']

/** Recorded values of one layer. */
interface Kept {
  readonly spikes?: EventList
  readonly potentials?: HostArray
  readonly active?: ActiveList
}

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
  const { record = [], steps } = o
  if (!Array.isArray(record)) throw expected('run.record', 'a list', record, "As in record: ['spikes'].")
  for (const what of record) checkOneOf('run.record', what, RECORDED)
  const wanted = new Set<Recorded>(record)
  let passed: ReturnType<typeof pass> | undefined
  let logits: HostArray | undefined
  let kept: readonly Kept[] = []
  await backend.step(
    () => {
      const potentials = wanted.has('potentials') ? 'all' : 'none'
      passed = pass(network, kernels, parameters, input, { steps, potentials, active: wanted.has('active') })
    },
    {
      inspect: async () => {
        logits = await passed!.logits.read()
        kept = await Promise.all(passed!.layers.map((layer) => keep(layer, wanted)))
      },
    },
  )
  return { logits: logits!, record: { layer: (index) => recordingOf(network, kept, index) } }
}

async function keep({ spikes, potentials }: LayerPass, wanted: ReadonlySet<Recorded>): Promise<Kept> {
  return {
    ...(spikes && wanted.has('spikes') ? { spikes: await readEvents(spikes) } : {}),
    ...(spikes && wanted.has('active') ? { active: await readActive(spikes) } : {}),
    ...(potentials ? { potentials: await potentials.read() } : {}),
  }
}

function recordingOf(network: NetworkDescription, kept: readonly Kept[], index: number): LayerRecording {
  const layer = network.layers[index]
  const of = kept[index]
  if (!layer || !of)
    throw new ArgumentError({
      what: `expected a layer from 0 to ${network.layers.length - 1}; got ${String(index)}`,
      where: 'record.layer',
    })
  const get = async <K extends Recorded>(what: K): Promise<Required<Kept>[K]> => {
    const value = of[what]
    if (value !== undefined) return value as Required<Kept>[K]
    const never = layer.type === 'readout' && what !== 'potentials'
    throw new ArgumentError({
      what: `${what} of layer ${index} (${layerName(layer)}) were not recorded`,
      where: `layer ${index}`,
      ...(never ? { context: 'It is a readout, which never spikes.' } : {}),
      fix: never ? 'Ask for its potentials.' : `Ask for them: model.run(input, { record: ['${what}'] }).`,
    })
  }
  return { spikes: () => get('spikes'), potentials: () => get('potentials'), active: () => get('active') }
}
