import { dense, leaky, lif, readout, sequential, spiking, type Network } from '@snn/lif'
import type { Settings } from './presets.js'

/** Inputs and classes of the images. */
const INPUTS = 784
const CLASSES = 10

/** Spiking layers one after the other and a leaky readout of the maximum. */
export function networkOf({ hidden, dt, tau, tauReadout, backwardThreshold }: Settings): Network {
  const sizes = [INPUTS, ...hidden]
  const layers = hidden.map((neurons, k) => spiking(dense(sizes[k]!, neurons), lif({ tau })))
  return sequential({ dt, backwardThreshold }, [
    ...layers,
    readout(dense(sizes.at(-1)!, CLASSES), leaky({ tau: tauReadout }), 'max'),
  ])
}

/** 784 ─ 200 lif ─ 200 lif ─ 10 leaky (max) */
export function outlineOf({ hidden }: Settings): string {
  return [INPUTS, ...hidden.map((neurons) => `${neurons} lif`), `${CLASSES} leaky (max)`].join(' ─ ')
}
