import { readSafetensors } from '@snn/core'
import { histogram, sparkline } from '../terminal/chart.js'
import type { Output } from '../terminal/output.js'
import { table } from '../terminal/table.js'

const BINS = 17

/** Mean, standard deviation, largest size and distribution of each parameter of a model. */
export function showWeights(out: Output, model: Uint8Array): void {
  const rows = Object.entries(readSafetensors(model).tensors).map(([name, { data, shape }]) => {
    let [sum, squares, largest] = [0, 0, 0]
    for (const value of data) {
      sum += value
      squares += value * value
      largest = Math.max(largest, Math.abs(value))
    }
    const mean = sum / data.length
    const deviation = Math.sqrt(Math.max(0, squares / data.length - mean * mean))
    const counts = histogram(data, 4 * deviation, BINS)
    out.json({ type: 'weights', name, shape, mean, deviation, largest })
    const numbers = [mean, deviation, largest].map((value) => value.toFixed(4))
    return [name, shape.join(' × '), ...numbers, sparkline(counts.map((count) => Math.log1p(count)))]
  })
  out.line(table(['weights', 'shape', 'mean', 'deviation', 'largest', '-4 … 4 deviations'], rows))
}
