import type { reference } from '@snn/conformance'
import {
  packEvents,
  type ActiveList,
  type Driver,
  type EventList,
  type Expression,
  type LayerCounts,
  type Region,
} from '@snn/core'
import { createDriver } from '../src/driver.js'
import { createEngine } from '../src/engine/engine.js'
import { createSpiking } from '../src/spiking/spiking.js'

export interface RigOptions {
  readonly threads?: number
  readonly capacity?: number
  readonly mostRows?: number
  readonly copyBytes?: number
}

/** A driver whose chunks can be made small. */
export async function createRig({ threads = 1, ...options }: RigOptions = {}): Promise<Driver> {
  const engine = await createEngine({ threads })
  return createDriver({
    engine,
    spiking: (engine) => createSpiking(engine, options),
    replay: 'when-needed',
    device: { summary: 'test', details: {} },
  })
}

/** A network of the reference with its surrogates as expressions. */
export interface NetworkRun {
  readonly network: reference.Network
  readonly surrogates: readonly Expression[]
  readonly events: EventList
  readonly input: reference.NetworkInput
  /** ∂L/∂logits [batch, classes]; without it there is no backward pass. */
  readonly logitsGradient?: ArrayLike<number>
  /** V and ε of every layer, to be put in place of the kernel's own. */
  readonly given?: { readonly potentials: readonly Float32Array[]; readonly epsilon: readonly Float32Array[] }
}

export interface NetworkResult {
  readonly spikes: readonly EventList[]
  readonly active: readonly ActiveList[]
  readonly epsilon: readonly Float32Array[]
  readonly potentials: readonly Float32Array[]
  readonly finals: readonly Float32Array[]
  readonly logits: Float32Array
  readonly readoutPotentials?: Float32Array
  readonly weightGradients: readonly Float32Array[]
  readonly biasGradients: readonly Float32Array[]
  readonly currentGradient?: Float32Array
  readonly counts: readonly LayerCounts[]
  readonly replays: number
}

export function region(driver: Driver, values: ArrayLike<number> | number): Region {
  const length = typeof values === 'number' ? values : values.length
  const storage = driver.allocate(Math.max(4, 4 * length))
  if (typeof values !== 'number') driver.write(storage, Float32Array.from(values))
  return { storage, offset: 0 }
}

async function valuesOf(driver: Driver, place: Region): Promise<Float32Array> {
  return new Float32Array(await driver.read(place.storage, 0, place.storage.bytes))
}

/** Forward and backward pass through the driver's spiking kernels, given again until every list has room. */
export async function runNetwork(driver: Driver, run: NetworkRun): Promise<NetworkResult> {
  const { network, input, events, surrogates, logitsGradient, given } = run
  const { batch, steps: time } = input
  const { spiking } = driver
  const size = { batch, time }
  const train = spiking.createTrain(events.neurons)
  spiking.writeTrain(train, packEvents(events, 'sum'))
  const optional = (values: reference.Array64 | undefined): Region | undefined => values && region(driver, values.data)
  const layers = network.layers.map((layer, l) => {
    const inputs = layer.weights?.shape[0] ?? 0
    const { neurons, alpha, threshold, resetPotential, backwardThreshold } = layer
    const plan = spiking.plan(
      {
        inputs,
        neurons,
        alpha,
        threshold,
        reset: threshold - resetPotential,
        backwardThreshold,
        surrogate: surrogates[l]!,
      },
      size,
    )
    return {
      layer,
      plan,
      weight: optional(layer.weights),
      bias: optional(layer.bias),
      current: l === 0 ? optional(input.current) : undefined,
      currentPerStep: input.current?.shape.length === 3,
      initial: optional(input.initial?.[l]),
      final: region(driver, batch * neurons),
      potentials: region(driver, batch * time * neurons),
      weightGradient: region(driver, inputs * neurons),
      biasGradient: region(driver, neurons),
      currentGradient: region(driver, input.current?.data.length ?? 1),
      gradient: { train: plan.output, slot: 0 },
    }
  })
  const last = layers.at(-1)!
  const { readout } = network
  const classes = readout?.weights.shape[1] ?? last.layer.neurons
  const head = readout && {
    plan: spiking.planReadout({ inputs: last.layer.neurons, classes, alpha: readout.alpha, over: readout.over }, size),
    weight: region(driver, readout.weights.data),
    bias: optional(readout.bias),
    initial: optional(input.readoutInitial),
    final: region(driver, batch * classes),
    potentials: region(driver, batch * time * classes),
    weightGradient: region(driver, last.layer.neurons * classes),
    biasGradient: region(driver, classes),
  }
  const logits = region(driver, batch * classes)
  const gradientRegion = logitsGradient && region(driver, logitsGradient)
  const [backward, active] = [logitsGradient !== undefined, true]

  function forwardPass(): void {
    layers.forEach(({ plan, weight, bias, current, currentPerStep, initial, final, potentials }, l) => {
      const source = l === 0 ? train : layers[l - 1]!.plan.output
      plan.forward({
        ...size,
        active,
        final,
        potentials,
        ...(weight ? { input: source, weight } : {}),
        ...(bias ? { bias } : {}),
        ...(current ? { current, currentPerStep } : {}),
        ...(initial ? { initial } : {}),
      })
    })
    const { output } = last.plan
    if (!head) spiking.counts({ train: output, output: logits })
    else {
      const { plan, weight, bias, initial, final, potentials } = head
      const given = { ...(bias ? { bias } : {}), ...(initial ? { initial } : {}) }
      plan.forward({ ...size, input: output, weight, logits, final, potentials, ...given })
    }
  }

  function headBackward(): void {
    const inputGradient = { gradient: last.gradient, accumulate: false }
    if (!head) {
      spiking.countsBackward({ gradient: gradientRegion!, into: inputGradient })
      return
    }
    const { plan, weight, weightGradient, biasGradient } = head
    plan.backward({ logitsGradient: gradientRegion!, weight, weightGradient, biasGradient, inputGradient })
  }

  function layerBackward(l: number): void {
    const { plan, gradient, weight, weightGradient, biasGradient, current, currentGradient } = layers[l]!
    plan.backward({
      gradient,
      biasGradient,
      ...(weight ? { weight, weightGradient } : {}),
      ...(current ? { currentGradient } : {}),
      ...(l > 0 && weight ? { inputGradient: { gradient: layers[l - 1]!.gradient, accumulate: false } } : {}),
    })
  }

  let replays = -1
  let status
  do {
    replays++
    driver.begin()
    forwardPass()
    if (backward && !given) {
      headBackward()
      for (let l = layers.length - 1; l >= 0; l--) layerBackward(l)
    }
    status = await driver.submit([], true)
    if (status.overflow) driver.resume()
  } while (status.overflow)
  const counts = status.layers

  const epsilon: Float32Array[] = []
  if (given) {
    driver.begin()
    headBackward()
    await driver.submit([], true)
    for (let l = layers.length - 1; l >= 0; l--) {
      const { gradient, plan } = layers[l]!
      epsilon.unshift(await spiking.readGradient(gradient))
      await spiking.writeActive(plan.output, given.potentials[l]!)
      await spiking.writeGradient(gradient, given.epsilon[l]!)
      driver.begin()
      layerBackward(l)
      await driver.submit([], true)
    }
  } else if (backward) {
    for (const { gradient } of layers) epsilon.push(await spiking.readGradient(gradient))
  }

  const all = <T>(of: (layer: (typeof layers)[number]) => Promise<T>): Promise<T[]> => Promise.all(layers.map(of))
  const result: NetworkResult = {
    spikes: await all(({ plan }) => spiking.readEvents(plan.output)),
    active: await all(({ plan }) => spiking.readActive(plan.output)),
    epsilon,
    potentials: await all(({ potentials }) => valuesOf(driver, potentials)),
    finals: await all(({ final }) => valuesOf(driver, final)),
    logits: await valuesOf(driver, logits),
    ...(head ? { readoutPotentials: await valuesOf(driver, head.potentials) } : {}),
    weightGradients: [
      ...(await all(({ weightGradient }) => valuesOf(driver, weightGradient))),
      ...(head ? [await valuesOf(driver, head.weightGradient)] : []),
    ],
    biasGradients: [
      ...(await all(({ biasGradient }) => valuesOf(driver, biasGradient))),
      ...(head ? [await valuesOf(driver, head.biasGradient)] : []),
    ],
    ...(layers[0]!.current ? { currentGradient: await valuesOf(driver, layers[0]!.currentGradient) } : {}),
    counts,
    replays,
  }
  for (const { plan } of layers) plan.release()
  head?.plan.release()
  spiking.releaseTrain(train)
  return result
}
