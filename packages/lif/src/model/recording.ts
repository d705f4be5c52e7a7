import { ArgumentError, readActive, readEvents, type ActiveList, type EventList, type HostArray } from '@snn/core'
import type { NetworkDescription } from '../network/description.js'
import { layerName } from '../network/names.js'
import type { LayerPass } from './pass.js'

/** What can be recorded: spikes; potentials at every step; the active entries with their potentials. @public */
export type Recorded = 'spikes' | 'potentials' | 'active'

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

/** Recorded values of one layer. */
interface Kept {
  readonly spikes?: EventList
  readonly potentials?: HostArray
  readonly active?: ActiveList
}

/**
 * What the layers of a pass have kept, brought to the host while its step is inspected.
 * @param wanted what was recorded of each layer.
 */
export async function readRecording(
  network: NetworkDescription,
  layers: readonly LayerPass[],
  wanted: ReadonlySet<Recorded>,
): Promise<Recording> {
  const kept = await Promise.all(layers.map((layer) => keep(layer, wanted)))
  return { layer: (index) => recordingOf(network, kept, index) }
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
