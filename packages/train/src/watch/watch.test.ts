import { describe, expect, it } from 'vitest'
import { warning } from './warning.js'
import { watch, type Observation, type Watched } from './watch.js'
import { programWords, short } from './words.js'

const watched: Watched = {
  layers: [0, 1].map((l) => ({ name: `layer ${l}`, threshold: 1, backwardThreshold: 0.2 })),
  classes: ['shirt', 'shoe', 'bag'],
  maximum: true,
  rate: () => 1e-2,
  lowerWeight: undefined,
  upperWeight: 0.06,
  words: programWords,
}

interface Facts {
  readonly spikes?: readonly number[]
  readonly active?: readonly number[]
  readonly loss?: number
  readonly predicted?: readonly boolean[]
  readonly risen?: readonly boolean[]
}

/** A batch of 10 samples, 100 steps, 20 neurons a layer, with so many spikes per neuron and sample. */
function batch(step: number, o: Facts = {}): Observation {
  const { spikes = [1, 1], active = [9, 9], loss = 0.3 } = o
  return {
    step,
    samples: 10,
    time: 100,
    loss,
    layers: spikes.map((per, l) => ({
      inputEvents: 0,
      events: per * 10 * 20,
      active: active[l]!,
      cells: 10 * 100 * 20,
      forward: 0,
      weightGradient: 0,
      inputGradient: 0,
    })),
    predicted: o.predicted ?? [true, true, true],
    risen: o.risen ?? [true, true, true],
  }
}

function told(facts: (step: number) => Facts, steps: number, as: Watched = watched) {
  const see = watch(as)
  return Array.from({ length: steps }, (_, k) => see(batch(k + 1, facts(k + 1)))).flat()
}

describe('a layer', () => {
  it('that falls silent is named once, with its rate before and the step since when', () => {
    const [found, ...more] = told((step) => ({ spikes: [1, step < 311 ? 0.8 : 0] }), 400)
    expect(more).toEqual([])
    expect(found).toMatchObject({ code: 'silent-layer', layer: 1, since: 311, step: 315 })
    expect(warning(found!, 'Checkpoint of step 300 kept.').message).toBe(
      'layer 1 fell silent at step 311 (spikes per neuron and sample: 0.8 → 0.0); no gradient reaches layer 0.\n' +
        '  Try a lower rate (now 1e-2), regularizers: { lower: { weight: 100, below: 1e-3 } }, or larger initial weights (calibrate sets each layer to a rate). Checkpoint of step 300 kept.',
    )
  })

  it('that is born silent is told so within a few batches', () => {
    const [found] = told(() => ({ spikes: [0, 0], active: [0, 0] }), 5)
    expect(found).toMatchObject({ code: 'empty-active-set', layer: 0, since: 1, step: 3 })
    const silent = told(() => ({ spikes: [0, 1] }), 5)
    expect(silent).toMatchObject([{ code: 'silent-layer', layer: 0, since: 1, step: 5 }])
    expect(silent[0]!.what).toContain('has been silent since step 1')
    expect(silent[0]!.what).toContain('nothing reaches layer 1')
  })

  it('that recovers and falls again is told again; one weak batch is not', () => {
    expect(told((step) => ({ spikes: [1, step % 30 < 6 ? 0 : 1] }), 70).map(({ since }) => since)).toEqual([1, 30, 60])
    expect(told((step) => ({ spikes: [1, step % 2] }), 100)).toEqual([])
  })

  it('without active neurons is told within three batches', () => {
    const [found, ...more] = told((step) => ({ active: [9, step < 10 ? 9 : 0] }), 30)
    expect(more).toEqual([])
    expect(found).toMatchObject({ code: 'empty-active-set', layer: 1, since: 10, step: 12 })
    expect(found!.advice[1]).toBe('a larger backwardThreshold (now 0.2)')
  })
})

it('a layer that spikes nearly all the time is told', () => {
  const [found, ...more] = told((step) => ({ spikes: [1, step < 7 ? 2 : 30] }), 60)
  expect(more).toEqual([])
  expect(found).toMatchObject({ code: 'runaway-layer', layer: 1, since: 7, step: 11 })
  expect(found!.advice).toEqual(['a lower rate (now 1e-2)', 'a larger regularizers.upper.weight (now 0.06)'])
})

describe('a class', () => {
  it('whose readout never rises is told soon, and only once although it is never predicted either', () => {
    const found = told(() => ({ risen: [true, false, true], predicted: [true, false, true] }), 200)
    expect(found).toMatchObject([{ code: 'dead-class', classes: [1], since: 1, step: 5 }])
    expect(found[0]!.what).toContain('class 1 (shoe)')
  })

  it('is told together with those that die at about the same time, and not at all behind a silent layer', () => {
    const risen = (step: number) => [step < 10, step < 12, true]
    const found = told((step) => ({ risen: risen(step) }), 60)
    expect(found).toMatchObject([{ code: 'dead-class', classes: [0, 1], since: 10, step: 14 }])
    expect(found[0]!.what).toContain('classes 0 (shirt) and 1 (shoe) have not been predicted since step 10')
    const later = told((step) => ({ risen: [step < 10, step < 14, true] }), 60)
    expect(later.map(({ classes, step }) => [classes, step])).toEqual([
      [[0], 14],
      [[1], 34],
    ])
    const behind = told((step) => ({ spikes: [1, 0], risen: risen(step) }), 60)
    expect(behind.map(({ code }) => code)).toEqual(['silent-layer'])
  })

  it('that only loses is told after many batches, or at once where logits may be negative and still learn', () => {
    const facts = () => ({ risen: [true, false, true], predicted: [true, false, true] })
    expect(told(facts, 160, { ...watched, maximum: false })).toMatchObject([
      { code: 'unpredicted-class', classes: [1], since: 1, step: 150 },
    ])
    expect(told(facts, 149, { ...watched, maximum: false })).toEqual([])
  })
})

describe('the loss', () => {
  it('at ln C is told late when the network has just begun, soon when it had learned', () => {
    const chance = Math.log(3)
    expect(told(() => ({ loss: chance * 1.002 }), 25)).toMatchObject([{ code: 'loss-at-chance', since: 1, step: 25 }])
    const [found] = told((step) => ({ loss: step < 50 ? 0.4 : chance }), 60)
    expect(found).toMatchObject({ code: 'loss-at-chance', since: 50, step: 54 })
    expect(found!.what).toBe('the loss went back to ln 3 = 1.099 at step 50: the network guesses')
  })

  it('that passes ln C on its way, however slowly, is no trouble', () => {
    expect(told((step) => ({ loss: Math.log(3) * (1.01 - step / 2500) }), 60)).toEqual([])
    expect(told((step) => ({ loss: 1.5 - step / 100 }), 100)).toEqual([])
  })
})

it('writes numbers in as few characters as they take', () => {
  expect([1e-3, 0.01, 0.2, 2e-4, 1, 100, 1e6, 0.123456].map(short)).toEqual([
    '1e-3',
    '1e-2',
    '0.2',
    '2e-4',
    '1',
    '100',
    '1e6',
    '0.123',
  ])
})
