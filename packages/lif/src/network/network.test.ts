import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dense } from '../description/dense.js'
import { readout, spiking, type Layer, type Over } from '../description/layer.js'
import { leaky } from '../description/leaky.js'
import { lif } from '../description/lif.js'
import { surrogate, type Surrogate } from '../description/surrogate.js'
import { arctan, fastSigmoid, triangle } from '../description/surrogates.js'
import { differences } from './compare.js'
import { outline } from './names.js'
import { sequential, type Network } from './network.js'
import { networkFromJSON } from './restore.js'
import { networkWarnings } from './warnings.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)
const tau = 10e-3
const bad = (value: unknown): never => value as never

const positive = fc.double({ min: 1e-4, max: 10, noNaN: true })
const surrogates = fc.oneof(
  positive.map((slope): Surrogate => fastSigmoid({ slope })),
  positive.map((slope): Surrogate => arctan({ slope })),
  fc.tuple(positive, positive).map(([height, width]): Surrogate => triangle({ height, width })),
)

/** Any network of up to four layers. */
const networks: fc.Arbitrary<Network> = fc
  .record({
    dt: positive,
    backwardThreshold: fc.oneof(positive, fc.constant(Infinity)),
    steps: fc.option(fc.integer({ min: 1, max: 1000 })),
    sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 }),
    biases: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    neurons: fc.array(
      fc.record({
        tau: positive,
        threshold: positive,
        below: positive,
        surrogate: surrogates,
        own: fc.option(positive),
      }),
      { minLength: 4, maxLength: 4 },
    ),
    over: fc.option(fc.constantFrom<Over>('max', 'sum', 'last', 'mean')),
  })
  .map(({ dt, backwardThreshold, steps, sizes, biases, neurons, over }) => {
    const layers = sizes.slice(1).map((size, at): Layer => {
      const synapse = dense(sizes[at]!, size, { bias: biases[at]! })
      const { below, own, ...neuron } = neurons[at]!
      if (over !== null && at === sizes.length - 2) return readout(synapse, leaky({ tau: neuron.tau }), over)
      const described = lif({ ...neuron, reset: neuron.threshold - below })
      return spiking(synapse, described, own === null ? {} : { backwardThreshold: own })
    })
    return sequential({ dt, backwardThreshold, ...(steps === null ? {} : { steps }) }, layers)
  })

const paper = (hidden = 200): Network =>
  sequential({ dt: 1e-3 }, [
    spiking(dense(784, hidden), lif({ tau })),
    spiking(dense(hidden, hidden), lif({ tau })),
    readout(dense(hidden, 10), leaky({ tau }), 'max'),
  ])

describe('a network', () => {
  it('knows its sizes, its parameters and its line', () => {
    const network = sequential({ dt: 1e-3 }, [
      spiking(dense(784, 200), lif({ tau })),
      readout(dense(200, 10, { bias: true }), leaky({ tau }), 'sum'),
    ])
    expect(network).toMatchObject({ inputs: 784, outputs: 10, dt: 1e-3, backwardThreshold: 0.2 })
    expect(network.parameters).toEqual([
      { name: 'layer0.weight', layer: 0, role: 'weight', shape: [784, 200] },
      { name: 'layer1.weight', layer: 1, role: 'weight', shape: [200, 10] },
      { name: 'layer1.bias', layer: 1, role: 'bias', shape: [10] },
    ])
    expect(outline(network)).toBe('784 ─ 200 lif ─ 10 leaky (sum)')
  })

  it('does not change when the list it was made of does', () => {
    const layers = [spiking(dense(2, 3), lif({ tau }))]
    const network = sequential({ dt: 1e-3 }, layers)
    layers.push(spiking(dense(3, 3), lif({ tau })))
    expect(network.layers).toHaveLength(1)
    expect(() => ((network as { dt: number }).dt = 2)).toThrow(TypeError)
  })

  it('refuses layers whose sizes differ, and says where they come from and what to do', () => {
    expect(() =>
      sequential({ dt: 1e-3 }, [
        spiking(dense(784, 300), lif({ tau })),
        spiking(dense(300, 196), lif({ tau })),
        spiking(dense(200, 200), lif({ tau })),
      ]),
    ).toThrow(
      expect.objectContaining({
        code: 'SHAPE',
        where: 'layer 2',
        message:
          'layer 2 (dense 200 → 200) was given a spike train of 196 neurons.\n' +
          '  It comes from layer 1 (dense 300 → 196), which makes 196.\n' +
          '  Make layer 2 dense(196, 200), or layer 1 dense(300, 200).',
      }),
    )
  })

  it.each([
    ['no layers', () => sequential({ dt: 1e-3 }, []), 'ARGUMENT'],
    ['a neuron as layer', () => sequential({ dt: 1e-3 }, [bad(lif({ tau }))]), 'ARGUMENT'],
    ['a time step of 0', () => sequential({ dt: 0 }, [spiking(dense(1, 1), lif({ tau }))]), 'ARGUMENT'],
    ['no time step', () => sequential(bad({}), [spiking(dense(1, 1), lif({ tau }))]), 'ARGUMENT'],
    [
      'B_th below 0',
      () => sequential({ dt: 1, backwardThreshold: -1 }, [spiking(dense(1, 1), lif({ tau }))]),
      'ARGUMENT',
    ],
    ['half a step', () => sequential({ dt: 1, steps: 1.5 }, [spiking(dense(1, 1), lif({ tau }))]), 'ARGUMENT'],
    ['an unknown option', () => sequential(bad({ dt: 1, bth: 1 }), [spiking(dense(1, 1), lif({ tau }))]), 'ARGUMENT'],
    [
      'a readout before another layer',
      () => sequential({ dt: 1 }, [readout(dense(1, 1), leaky({ tau }), 'max'), spiking(dense(1, 1), lif({ tau }))]),
      'SHAPE',
    ],
  ])('refuses %s', (_, call, code) => expect(call).toThrow(expect.objectContaining({ code })))

  it('comes back from JSON as it was', () => {
    fc.assert(
      fc.property(networks, (network) => {
        const again = networkFromJSON(JSON.parse(JSON.stringify(network)))
        expect(again.toJSON()).toEqual(network.toJSON())
        expect(again.layers).toEqual(network.layers)
        expect(again.equals(network)).toBe(true)
        expect(again.fingerprint).toBe(network.fingerprint)
      }),
      { numRuns },
    )
  })

  it('equals another exactly when fingerprints are equal', () => {
    fc.assert(
      fc.property(networks, networks, (a, b) => {
        expect(a.equals(b)).toBe(a.fingerprint === b.fingerprint)
        expect(a.fingerprint).toMatch(/^[0-9a-f]{16}$/)
      }),
      { numRuns },
    )
  })

  it("is the same whether B_th is the network's or written at each layer, and whatever a surrogate is called", () => {
    const named = (name: string): Surrogate => surrogate(name, (u) => u)
    const a = sequential({ dt: 1, backwardThreshold: 0.3 }, [spiking(dense(1, 2), lif({ tau, surrogate: named('a') }))])
    const own = spiking(dense(1, 2), lif({ tau, surrogate: named('b') }), { backwardThreshold: 0.3 })
    const b = sequential({ dt: 1, backwardThreshold: 0.1 }, [own])
    expect(a.equals(b)).toBe(true)
    expect(a.fingerprint).toBe(b.fingerprint)
  })

  it('says what differs from another', () => {
    expect(differences(paper(200), paper(100))).toEqual([
      'layers[0].synapse.outputs: 200 against 100',
      'layers[1].synapse.inputs: 200 against 100',
      'layers[1].synapse.outputs: 200 against 100',
      'layers[2].synapse.inputs: 200 against 100',
    ])
    const dense = sequential({ dt: 1e-3, backwardThreshold: Infinity }, paper().layers)
    expect(differences(paper(), dense)).toHaveLength(2)
    expect(differences(paper(), dense, 'function')).toEqual([])
  })

  it('warns of a B_th that reaches rest, and of time constants below a step', () => {
    expect(networkWarnings(paper())).toEqual([])
    const layers = [spiking(dense(1, 1), lif({ tau }), { backwardThreshold: 1.2 })]
    expect(networkWarnings(sequential({ dt: 1e-3 }, layers))).toEqual([
      'layer 0: B_th 1.2 is not below V_th = 1: every resting neuron is active, so cost and memory are those of the dense rule. Choose less; the paper uses 0.2.',
    ])
    expect(networkWarnings(sequential({ dt: 1e-3, backwardThreshold: Infinity }, paper().layers))).toEqual([])
    expect(networkWarnings(sequential({ dt: 1 }, paper().layers))).toHaveLength(3)
  })
})

describe('networkFromJSON', () => {
  /** JSON that a test may spoil. */
  type Spoiled = { [name: string]: Spoiled } & { layers: Spoiled[] }
  const json = (): Spoiled => JSON.parse(JSON.stringify(paper())) as Spoiled
  const to = (value: unknown): never => value as never

  it.each([
    ['text', () => 'network', 'FORMAT', 'network'],
    ['a list', () => [], 'FORMAT', 'network'],
    ['another format', () => ({ ...json(), format: 'nir' }), 'FORMAT', 'network.format'],
    ['a later version', () => ({ ...json(), version: 2 }), 'VERSION', 'network.version'],
    ['an unknown field', () => ({ ...json(), seed: 1 }), 'ARGUMENT', 'network.seed'],
    ['no layers', () => ({ ...json(), layers: undefined }), 'FORMAT', 'network.layers'],
    ['a text as time step', () => ({ ...json(), dt: '1' }), 'ARGUMENT', 'network.dt'],
  ])('refuses %s', (_, make, code, where) => {
    expect(() => networkFromJSON(make())).toThrow(expect.objectContaining({ code, where }))
  })

  it.each([
    ['type', (layer: Spoiled) => (layer['type'] = to('conv')), 'FORMAT', 'network.layers[1].type'],
    ['synapse', (layer: Spoiled) => (layer['synapse'] = to(3)), 'FORMAT', 'network.layers[1].synapse'],
    [
      'synapse.type',
      (layer: Spoiled) => (layer['synapse']!['type'] = to('conv2d')),
      'FORMAT',
      'network.layers[1].synapse.type',
    ],
    [
      'synapse.inputs',
      (layer: Spoiled) => (layer['synapse']!['inputs'] = to(0)),
      'ARGUMENT',
      'network.layers[1].synapse.inputs',
    ],
    ['neuron.tau', (layer: Spoiled) => (layer['neuron']!['tau'] = to(-1)), 'ARGUMENT', 'network.layers[1].neuron.tau'],
    [
      'neuron.type',
      (layer: Spoiled) => (layer['neuron']!['type'] = to('cuba')),
      'FORMAT',
      'network.layers[1].neuron.type',
    ],
    ['an unknown field', (layer: Spoiled) => (layer['delay'] = to(1)), 'ARGUMENT', 'network.layers[1].delay'],
    [
      'surrogate.expression',
      (layer: Spoiled) => (layer['neuron']!['surrogate']!['expression'] = to(['cube', 1])),
      'FORMAT',
      'network.layers[1].neuron.surrogate.expression',
    ],
  ])('refuses a bad %s of a layer and names the place', (_, change, code, where) => {
    const bad = json()
    change(bad.layers[1]!)
    expect(() => networkFromJSON(bad)).toThrow(expect.objectContaining({ code, where }))
  })

  it('refuses JSON whose layers do not fit each other', () => {
    const bad = json()
    bad.layers[1]!['synapse']!['inputs'] = to(7)
    expect(() => networkFromJSON(bad)).toThrow(expect.objectContaining({ code: 'SHAPE', where: 'layer 1' }))
  })
})
