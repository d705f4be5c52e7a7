import { formatBytes } from '@snn/core'
import type { Layer } from '../description/layer.js'
import { backwardThresholdOf, isActiveAtRest, parametersOf, type NetworkDescription } from './description.js'
import { forecastOf, type ForecastOptions } from './forecast.js'
import { layerName, outline } from './names.js'
import { networkWarnings } from './warnings.js'

/**
 * A table for people: a row a layer with its shapes and parameters, the most events and active entries of a batch, and the
 * bytes of a training step by the sparse and by the dense rule.
 * @param o the batch it speaks of (default 256 samples of 100 steps, or the network's own, at an input density of 0.015).
 */
export function summaryOf(network: NetworkDescription, o: Partial<ForecastOptions> = {}): string {
  const shape = { batch: 256, steps: network.steps ?? 100, density: 0.015, ...o }
  const forecast = forecastOf(network, shape)
  const { spikes, activity } = forecast.assumed
  const parameters = parametersOf(network)
  const counts = network.layers.map((_, at) =>
    sum(parameters.filter((p) => p.layer === at).map((p) => sizeOf(p.shape))),
  )
  const cells = network.layers.map((layer) => shape.batch * shape.steps * layer.synapse.outputs)
  const rows = network.layers.map((layer, at): readonly string[] => [
    String(at),
    `${layerName(layer)}${layer.synapse.bias ? ' + bias' : ''}`,
    neuronName(network, layer),
    whole(counts[at]!),
    layer.type === 'spiking' ? whole(cells[at]! * spikes) : '',
    layer.type === 'spiking' ? whole(cells[at]! * (isActiveAtRest(network, layer) ? 1 : activity)) : '',
  ])
  return [
    outline(network),
    '',
    ...table(['layer', 'synapses', 'neurons', 'parameters', 'spikes', 'active'], rows),
    '',
    `${whole(sum(counts))} parameters; time steps of ${milliseconds(network.dt)}`,
    `a batch of ${shape.batch} × ${shape.steps} steps: ${whole(shape.density * shape.batch * shape.steps * network.inputs)} input events (${percent(shape.density)})`,
    `a training step: at most ${formatBytes(forecast.total)} (forward ${formatBytes(forecast.forward)}, backward ${formatBytes(forecast.backward)}) while a layer spikes in ${percent(spikes)} of its cells and is active in ${percent(activity)}; ${formatBytes(forecast.dense.total)} by the dense rule`,
    ...networkWarnings(network).map((warning) => `warning: ${warning}`),
  ].join('\n')
}

function neuronName(network: NetworkDescription, layer: Layer): string {
  if (layer.type === 'readout') return `leaky, τ ${milliseconds(layer.neuron.tau)}, ${layer.over} over time`
  const { tau, threshold, reset, surrogate } = layer.neuron
  const own = [threshold === 1 ? '' : `, V_th ${threshold}`, reset === 0 ? '' : `, V_r ${reset}`].join('')
  return `lif, τ ${milliseconds(tau)}${own}, B_th ${backwardThresholdOf(network, layer)}, ${surrogate.name}`
}

/** Columns as wide as they must be; those of numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]!.length)))
  return [head, ...rows].map((row) =>
    row
      .map((cell, at) => (at === 0 || at > 2 ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd(),
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1)
}

/** A count with thousands separated, the same in every locale. */
function whole(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

function milliseconds(seconds: number): string {
  return `${Number((1e3 * seconds).toPrecision(6))} ms`
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(3))} %`
}
