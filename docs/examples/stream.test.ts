import { cpu } from '@snn/backend-cpu'
import type { EventList } from '@snn/core'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { expect, it } from 'vitest'

const network = sequential({ dt: 1e-3 }, [
  spiking(dense(12, 30), lif({ tau: 10e-3 })),
  readout(dense(30, 3), leaky({ tau: 10e-3 }), 'max'),
])

/** Spikes of a microphone that hears all the time, `steps` steps a piece. */
async function* microphone(steps: number, pieces: number): AsyncGenerator<EventList> {
  for (let piece = 0; piece < pieces; piece++) {
    const [t, i]: [number[], number[]] = [[], []]
    for (let step = 0; step < steps; step++) {
      for (let neuron = 0; neuron < 12; neuron++) {
        if (((piece * steps + step) * 5 + neuron * 3) % 7 !== 0) continue
        t.push(step)
        i.push(neuron)
      }
    }
    yield { batch: 1, time: steps, neurons: 12, b: t.map(() => 0), t, i }
  }
}

it('run where spikes arrive: pieces of any length give the logits of the whole', async () => {
  const backend = await cpu()
  const model = await network.build(backend, { seed: 0 })
  const stream = model.stream(1)
  let shown: Float32Array = new Float32Array()
  for await (const chunk of microphone(10, 6)) shown = (await stream.push(backend.spikes(chunk))).data
  expect(stream.steps).toBe(60)
  stream.close()

  for await (const whole of microphone(60, 1)) {
    const { logits } = await model.run(backend.spikes(whole))
    expect(logits.data.some((value) => value > 0)).toBe(true)
    expect(shown).toEqual(logits.data)
  }
  await backend.close()
})
