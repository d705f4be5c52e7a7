import { toContiguous } from '@snn/core'
import type { Model } from '@snn/lif'
import type { Glance, Raster } from './messages.js'
import type { Sets } from './sets.js'

/** Shows a model one test image; without a model, what it would be shown. */
export async function glanceAt(image: number, { test, testImages }: Sets, model: Model | undefined): Promise<Glance> {
  const { t, i } = await test.get(image)
  const { time, neurons, classes } = test
  const input: Raster = { name: 'input', neurons, t: Int32Array.from(t), i: Int32Array.from(i) }
  const known = { image, pixels: testImages.get(image).slice(), label: test.labels[image]!, classes, time }
  if (model === undefined) return { ...known, layers: [input], logits: undefined }
  const spikes = model.backend.spikes({ batch: 1, time, neurons, b: new Int32Array(t.length), t, i })
  try {
    const { logits, record } = await model.run(spikes, { record: ['spikes'] })
    const layers = [input]
    for (const [at, { type, synapse }] of model.network.layers.entries()) {
      if (type !== 'spiking') continue
      const found = await record.layer(at).spikes()
      layers.push({
        name: `layer ${at}`,
        neurons: synapse.outputs,
        t: Int32Array.from(found.t),
        i: Int32Array.from(found.i),
      })
    }
    return { ...known, layers, logits: toContiguous(logits) }
  } finally {
    spikes.free()
  }
}
