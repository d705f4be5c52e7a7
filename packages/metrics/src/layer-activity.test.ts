import { expect, it } from 'vitest'
import { activityMeter, type LayerTally } from './layer-activity.js'

const tally = (o: Partial<LayerTally>): LayerTally => ({
  inputEvents: 0,
  events: 0,
  active: 0,
  cells: 0,
  forward: 0,
  weightGradient: 0,
  inputGradient: 0,
  ...o,
})

it('is 100 · active / (batch · time · neurons) over all batches, short last ones included', () => {
  const meter = activityMeter()
  meter.add(
    [tally({ active: 30, events: 8, cells: 4 * 100 * 5, forward: 1, weightGradient: 2, inputGradient: 4 })],
    100,
  )
  meter.add([tally({ active: 10, events: 2, cells: 1 * 100 * 5 })], 100)
  expect(meter.layers).toEqual([
    { activity: 100 * (40 / 2500), density: 100 * (10 / 2500), spikesPerNeuron: 10 / 25, multiplyAdds: 7 },
  ])
})

it('keeps layers apart and goes on from its JSON', () => {
  const meter = activityMeter()
  meter.add([tally({ active: 1, cells: 10 }), tally({ active: 5, cells: 10 })], 2)
  const again = activityMeter(JSON.parse(JSON.stringify(meter)))
  again.add([tally({ active: 1, cells: 10 }), tally({ active: 5, cells: 10 })], 2)
  expect(again.layers.map((layer) => layer.activity)).toEqual([10, 50])
})

it('is 0 where there are no cells, and refuses another number of layers or no time', () => {
  const meter = activityMeter()
  meter.add([tally({})], 1)
  expect(meter.layers[0]).toMatchObject({ activity: 0, spikesPerNeuron: 0 })
  expect(() => meter.add([], 1)).toThrow('expected counts of 1 layers; got 0')
  expect(() => meter.add([tally({})], 0)).toThrow('time must be a whole number from 1; got 0')
})
