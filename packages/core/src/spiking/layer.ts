import type { LayerDescription, LayerForward, ReadoutDescription, ReadoutForward, Region } from '../backend.js'
import { checkWhole } from '../checks.js'
import { ArgumentError, ShapeError, StepError } from '../errors.js'
import { sameShape } from '../host-array.js'
import { newTensor } from '../ops/create.js'
import { packed } from '../ops/layout.js'
import { asPublic, type Runtime } from '../runtime.js'
import { HeldTrain, isTrain, type SpikeTrain } from '../spike-train.js'
import { once } from '../step/list.js'
import type { Recorder } from '../step/recorder.js'
import type { DeviceTensor, Tensor } from '../tensor.js'
import { asTensor, asTrain, commonRuntime } from '../value.js'

/** What drives a spiking layer. @public */
export interface LayerOperands {
  /** Input spikes, through `weight` [inputs, neurons]. */
  readonly input?: SpikeTrain | undefined
  readonly weight?: Tensor | undefined
  /** [neurons], added at every step. */
  readonly bias?: Tensor | undefined
  /** [batch, neurons] at every step, or [batch, time, neurons], in units of V. */
  readonly current?: Tensor | undefined
  /** Number of steps: needed where a constant current alone drives the layer. */
  readonly time?: number | undefined
  /** [batch, neurons]: V[0]. No gradient flows into it. */
  readonly initial?: Tensor | undefined
}

/** What else a layer is to return. @public */
export interface Wanted {
  /** V[time]: pass it as `initial` of the next piece of time. */
  readonly final?: boolean | undefined
  /** Every V, as dense [batch, time, neurons]. */
  readonly potentials?: boolean | undefined
  /** Whether the active set is to be listed even if no gradient needs it, for `readActive`. */
  readonly active?: boolean | undefined
}

/**
 * One spiking layer by the sparse rule, forward: V[t+1] = α V[t] + Σ_i W_ij S_in,i[t] + bias + current - reset S[t],
 * S[t] = V[t] > V_th; and backward, on the active set |V - V_th| < B_th alone, eqs. (7)–(12) of Perez-Nieves & Goodman
 * 2021. Differentiable in weight, bias, current, and the spikes of an input train that a layer made.
 * @param description numbers of the layer. The object itself names its buffers: make it once, and use it in every step.
 * @throws StepError outside a step; ShapeError when an operand does not fit.
 * @public
 */
export function spikingLayer(
  description: LayerDescription,
  operands: LayerOperands,
  wanted: Wanted = {},
): { readonly spikes: SpikeTrain; readonly final?: Tensor; readonly potentials?: Tensor } {
  const { inputs, neurons } = description
  const input = operands.input && asTrain(operands.input, 'spikingLayer')
  const weight = given('weight', operands.weight, [inputs, neurons])
  const bias = given('bias', operands.bias, [neurons])
  const current = operands.current && asTensor(operands.current, 'spikingLayer')
  refuseStrangers('spikingLayer', [input, current, weight, bias, operands.initial])
  const { runtime, recorder, batch, time } = setting('spikingLayer', [input, current], operands.time)
  checkInput(description.inputs, input, weight)
  const currentPerStep = current?.shape.length === 3
  if (current) checkShape('current', current, currentPerStep ? [batch, time, neurons] : [batch, neurons])
  const initial = given('initial', operands.initial, [batch, neurons])

  const plan = runtime.plans.get(recorder, description, batch, time, (size) =>
    runtime.driver.spiking.plan(description, size),
  )
  const drive = current && packed(current)
  const potentials = wanted.potentials ? newTensor(runtime, [batch, time, neurons], 'float32') : undefined
  const final = wanted.final ? newTensor(runtime, [batch, neurons], 'float32') : undefined
  const spikes = new HeldTrain(runtime, plan.output, { batch, time, neurons }, recorder)
  const sources = [weight, bias, drive, initial]
  let active = wanted.active ?? false
  const call = once((): Mutable<LayerForward> => {
    const operands = places({ weight, bias, current: drive, initial, potentials, final })
    return { batch, time, active, ...operands, ...(currentPerStep && { currentPerStep }) }
  })
  recorder.call({
    reads: buffersOf(sources),
    writes: buffersOf([potentials, final]),
    encode() {
      const given = call()
      given.active = active
      if (input) given.input = input.device
      plan.forward(given)
    },
  })

  recorder.tape.add({
    name: 'spikingLayer',
    inputs: [input, weight, bias, current],
    outputs: [spikes],
    backward: (flow) => {
      const gradient = flow.spikeGradientOf(0)!
      const like = (k: number, x: DeviceTensor | undefined): DeviceTensor<'float32'> | undefined =>
        x && flow.wants(k) ? newTensor(runtime, x.shape, 'float32') : undefined
      const found = { weight: like(1, weight), bias: like(2, bias), current: like(3, current) }
      const target = input && input.scope && flow.wants(0) ? flow.target(0) : undefined
      active = true
      recorder.call({
        reads: buffersOf([weight]),
        writes: buffersOf(Object.values(found)),
        encode: () =>
          plan.backward({
            gradient,
            ...places({
              weight,
              weightGradient: found.weight,
              biasGradient: found.bias,
              currentGradient: found.current,
            }),
            ...(target && { inputGradient: target }),
          }),
      })
      Object.values(found).forEach((tensor, k) => tensor && flow.give(k + 1, tensor))
    },
  })
  return {
    spikes: spikes as unknown as SpikeTrain,
    ...(final && { final: asPublic(final) as Tensor }),
    ...(potentials && { potentials: asPublic(potentials) as Tensor }),
  }
}

/** What a leaky readout works on. @public */
export interface ReadoutOperands {
  readonly input: SpikeTrain
  /** [inputs, classes]. */
  readonly weight: Tensor
  /** [classes], added to the summed input at every step. */
  readonly bias?: Tensor | undefined
  /** [batch, classes]: U[0]. No gradient flows into it. */
  readonly initial?: Tensor | undefined
}

/**
 * A leaky integrator that never spikes, U[t+1] = α U[t] + (1 - α)(Σ_j W_jc S_j[t] + bias), reduced over time: its maximum
 * (U[0] counts; of equals the first), sum, last value or mean.
 * @param description numbers of the readout; the object itself names its buffers.
 * @returns logits [batch, classes].
 * @throws StepError outside a step; ShapeError when an operand does not fit.
 * @public
 */
export function leakyReadout(
  description: ReadoutDescription,
  operands: ReadoutOperands,
  wanted: Wanted = {},
): { readonly logits: Tensor; readonly final?: Tensor; readonly potentials?: Tensor } {
  const { inputs, classes } = description
  const input = asTrain(operands.input, 'leakyReadout')
  const weight = given('weight', operands.weight, [inputs, classes])!
  const bias = given('bias', operands.bias, [classes])
  refuseStrangers('leakyReadout', [input, weight, bias, operands.initial])
  const { runtime, recorder, batch, time } = setting('leakyReadout', [input], undefined)
  checkInput(inputs, input, weight)
  const initial = given('initial', operands.initial, [batch, classes])

  const plan = runtime.plans.get(recorder, description, batch, time, (size) =>
    runtime.driver.spiking.planReadout(description, size),
  )
  const logits = newTensor(runtime, [batch, classes], 'float32')
  const potentials = wanted.potentials ? newTensor(runtime, [batch, time, classes], 'float32') : undefined
  const final = wanted.final ? newTensor(runtime, [batch, classes], 'float32') : undefined
  const call = once((): Mutable<ReadoutForward> => {
    const operands = places({ bias, initial, potentials, final })
    return { batch, time, input: input.device, weight: weight.region, logits: logits.region, ...operands }
  })
  recorder.call({
    reads: buffersOf([weight, bias, initial]),
    writes: buffersOf([logits, potentials, final]),
    encode() {
      const given = call()
      given.input = input.device
      plan.forward(given)
    },
  })
  recorder.tape.add({
    name: 'leakyReadout',
    inputs: [input, weight, bias],
    outputs: [logits],
    backward: (flow) => {
      const gradient = packed(flow.gradientOf(0)!)
      const found = {
        weight: flow.wants(1) ? newTensor(runtime, weight.shape, 'float32') : undefined,
        bias: bias && flow.wants(2) ? newTensor(runtime, bias.shape, 'float32') : undefined,
      }
      const target = input.scope && flow.wants(0) ? flow.target(0) : undefined
      recorder.call({
        reads: buffersOf([gradient, weight]),
        writes: buffersOf(Object.values(found)),
        encode: () =>
          plan.backward({
            logitsGradient: gradient.region,
            weight: weight.region,
            ...places({ weightGradient: found.weight, biasGradient: found.bias }),
            ...(target && { inputGradient: target }),
          }),
      })
      Object.values(found).forEach((tensor, k) => tensor && flow.give(k + 1, tensor))
    },
  })
  return {
    logits: asPublic(logits) as Tensor,
    ...(final && { final: asPublic(final) as Tensor }),
    ...(potentials && { potentials: asPublic(potentials) as Tensor }),
  }
}

/** Arguments of which some are set each time a call is given: its train is another one where a list is given again. */
type Mutable<Call> = { -readonly [K in keyof Call]: Call[K] }

/** @throws BackendError when operands are on different backends: before anything else, since a step is on one of them. */
function refuseStrangers(use: string, operands: readonly (HeldTrain | DeviceTensor | Tensor | undefined)[]): void {
  const values = operands.flatMap((x) => (x === undefined ? [] : [isTrain(x) ? x : asTensor(x, use)]))
  if (values.length > 0) commonRuntime(values, use)
}

/** Backend, step, batch and time of a spiking operation, from whichever operand has them. */
function setting(
  use: string,
  sources: readonly (HeldTrain | DeviceTensor | undefined)[],
  steps: number | undefined,
): { runtime: Runtime; recorder: Recorder; batch: number; time: number } {
  const source = sources.find((x) => x !== undefined)
  if (!source) throw new ArgumentError({ what: `${use} has no input`, fix: 'Give it a spike train, or a current.' })
  const { runtime } = source
  const recorder = runtime.recorder
  if (!recorder)
    throw new StepError({
      what: `${use} was called outside a step`,
      fix: 'Spiking operations live in a step: backend.step(() => …). To look at spikes, use model.run.',
    })
  const batch = isTrain(source) ? source.batch : source.shape[0]!
  const time = isTrain(source) ? source.time : source.shape.length === 3 ? source.shape[1]! : steps
  if (time === undefined)
    throw new ArgumentError({
      what: `${use} needs the number of steps`,
      where: 'steps',
      fix: 'A constant current has no length of its own: give { steps }.',
    })
  checkWhole('steps', time)
  return { runtime, recorder, batch, time }
}

/** An operand that was given, of the right shape. */
function given(name: string, x: Tensor | undefined, shape: readonly number[]): DeviceTensor | undefined {
  if (x === undefined) return undefined
  const tensor = asTensor(x, name)
  checkShape(name, tensor, shape)
  return packed(tensor)
}

function checkShape(name: string, x: DeviceTensor, shape: readonly number[]): void {
  if (!sameShape(x.shape, shape) || x.dtype !== 'float32')
    throw new ShapeError({
      what: `${name} must be float32 [${shape.join(', ')}]; got ${x.dtype} [${x.shape.join(', ')}]`,
      where: name,
    })
}

function checkInput(inputs: number, input: HeldTrain | undefined, weight: DeviceTensor | undefined): void {
  if ((input === undefined) !== (weight === undefined))
    throw new ArgumentError({ what: 'input spikes and a weight go together; only one of them was given' })
  if (input && input.neurons !== inputs)
    throw new ShapeError({
      what: `a layer with ${inputs} inputs was given a spike train of ${input.neurons} neurons`,
      fix: 'Change the size of the layer, or of what comes before it.',
    })
}

/** The regions of those that are given. Called when a call is encoded, since only then buffers have storage. */
function places<K extends string>(tensors: Readonly<Record<K, DeviceTensor | undefined>>): { [name in K]?: Region } {
  const found: { [name in K]?: Region } = {}
  for (const name in tensors) if (tensors[name]) found[name] = tensors[name].region
  return found
}

function buffersOf(tensors: readonly (DeviceTensor | undefined)[]): DeviceTensor['buffer'][] {
  return tensors.filter((tensor) => tensor !== undefined).map((tensor) => tensor.buffer)
}
