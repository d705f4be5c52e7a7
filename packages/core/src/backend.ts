/**
 * The backend contract: all that a machine must be able to do to train spiking networks by the sparse rule.
 *
 * A backend package exports one factory, which makes a {@link Driver} and hands it to `createBackend` of this package.
 * The driver is small on purpose. It owns storage and kernels; it does not know tensors, autograd, optimisers or
 * networks, and it holds no copy of the logic of the step (what to replay, when to free, what to commit): `core` has that
 * once, in `step/`.
 *
 * What holds for every method here:
 *
 * - **Calls enqueue, only reads wait.** A kernel method returns at once, whether the work is done by then (a CPU on the
 *   calling thread), by workers, or by a GPU much later. Calls happen in the order in which they were given.
 * - **Arguments are checked before they come here.** Shapes fit, operands belong to this driver, numbers are in range.
 * - **Sums do not depend on luck.** The result of a kernel depends on its operands and the actual batch, never on
 *   capacity, on the number of threads or on timing; a driver for which that is not so says it in `lacks`.
 * - **No kernel relies on NaN or infinity**, and none writes outside what it was given: a list that is full goes on
 *   counting without writing, and raises the overflow flag.
 */

import type { Expression } from './expression/expression.js'
import type { EventList } from './host-array.js'

/** What a backend may be unable to do. The conformance suite leaves out exactly the tests that need it, by this name. */
export type Lack =
  /** Bit-identical results from run to run on one device. */
  | 'repeatable'
  /** Multiply-adds counted inside the kernels' loops. */
  | 'counts'
  /** Reading and writing single active entries, which the conformance suite and `record` need. */
  | 'inspection'

/** The machine a driver runs on, in words and numbers, for people and logs. */
export interface DeviceDescription {
  /** One line: '2 threads, WebAssembly SIMD'. */
  readonly summary: string
  /** Everything worth knowing, name by name: threads, isolation, limits. Printed by `snn backends`. */
  readonly details: Readonly<Record<string, string | number | boolean>>
}

// ---------------------------------------------------------------------------------------------------------- storage

/** Bytes on the device. Opaque: only the driver that made one looks inside. */
export interface Storage {
  readonly bytes: number
}

/** A place in a storage: `offset` counts elements of 4 bytes. Whatever lies there is contiguous and in row-major order. */
export interface Region {
  readonly storage: Storage
  readonly offset: number
}

/** So many elements at a place. */
export interface Span extends Region {
  readonly length: number
}

/** Input events in rows: row b·time + t holds the neurons `index[rowStart[row]] … index[rowStart[row + 1] - 1]`, in any order. */
export interface PackedEvents {
  readonly batch: number
  readonly time: number
  readonly neurons: number
  /** [batch · time + 1], non-decreasing, beginning with 0. */
  readonly rowStart: Uint32Array
  /**
   * One neuron an event. Uint16 when there are at most 65,536 neurons. A neuron that stands twice in a row counts twice. What
   * lies behind the last row is no event.
   */
  readonly index: Uint16Array | Uint32Array
  /** Promises that all of this holds, so that nobody looks at every event again. */
  readonly checked?: boolean | undefined
}

/** Events of a batch on the device and, where a layer made them, the active set that goes with them. */
export interface DeviceTrain {
  readonly neurons: number
  /** Of the batch that was written last. */
  readonly batch: number
  readonly time: number
  readonly bytes: number
}

/**
 * One float32 for every active entry of a train: ε = ∂L/∂S there. `slot` (0, 1, …) tells apart several gradients of one
 * train; core makes this plain record, the driver gives the slot its storage when it is first written.
 */
export interface DeviceGradient {
  readonly train: DeviceTrain
  readonly slot: number
}

// ------------------------------------------------------------------------------------------------------------- step

export interface Driver {
  /** `contractVersion` of the core that the driver was built against. Another one is refused by name. */
  readonly contract: number
  readonly name: string
  readonly device: DeviceDescription
  readonly lacks: ReadonlySet<Lack>
  /** How many bytes this driver may hold in all. An allocation beyond it throws a MemoryError. */
  readonly memoryLimit: number

  /** Contents are zero. */
  allocate(bytes: number): Storage
  /** Given back once all calls enqueued before have happened. */
  release(storage: Storage): void
  /** In order with the calls; the data may be reused at once. `offset` counts bytes of the storage. */
  write(storage: Storage, data: Float32Array | Int32Array, offset?: number): void
  /** Waits for every call given before. The bytes are a copy. `offset` and `bytes` count bytes. */
  read(storage: Storage, offset: number, bytes: number): Promise<ArrayBuffer>

  readonly dense: DenseKernels
  readonly spiking: SpikingKernels

  /** Opens a step: the calls that follow belong to it. Outside a step calls simply run, and none of them can overflow. */
  begin(): void
  /**
   * From here to `submit`, calls write what outlives the step. They must do nothing when the flag is up, whether this step
   * raised it or one before it: the flag stays up until `resume`.
   */
  commit(): void
  /**
   * Closes the step. Its status is returned where the step has happened, or been voided by the flag, by then; else the promise
   * of it. The promise rejects when the device failed at the step: nothing is committed then, by this step or one behind it,
   * until `resume`, as if a flag were up.
   * @param values what comes back with the status.
   * @param counted whether `layers` is wanted; without it, the list may be empty.
   */
  submit(values: readonly Span[], counted: boolean): Status | Promise<Status>
  /** Lowers every flag and gives more room to every plan that overflowed. Throws a MemoryError when there is none; the flag is down then too. */
  resume(): void
  /** Ends threads, frees the device. Calls after it are refused by core. */
  close(): Promise<void>
}

/** The status word of one step. It is the caller's. */
export interface Status {
  /** A list was too short: nothing was committed; `resume`, then give the step again. */
  readonly overflow: boolean
  /** `guard` met a value that is not finite: nothing was committed. */
  readonly nonFinite: boolean
  /** What was asked for, one after the other. */
  readonly values: Float32Array
  /** One entry per `LayerPlan.forward` and `ReadoutPlan.forward` of the step, in the order of the calls. */
  readonly layers: readonly LayerCounts[]
}

/** What one layer did in one step. All float64 host counters. */
export interface LayerCounts {
  /** Events that came in. */
  readonly inputEvents: number
  /** Spikes that went out (0 for a readout). */
  readonly events: number
  /** Active entries, |V - V_th| < B_th; 0 when the forward pass was run without its active set. */
  readonly active: number
  /** batch · time · neurons of the output, which `events` and `active` are fractions of. */
  readonly cells: number
  /**
   * Multiply-adds of the sparse rule, counted in the kernels' loops over all steps, the last included, also where a kernel finds a shorter
   * way: V += W[i,:] …
   */
  readonly forward: number
  /** … ∇W[i,:] += δ … */
  readonly weightGradient: number
  /** … and ε = W[i,:]·δ. Rows are counted with their real number of columns, padding left out. */
  readonly inputGradient: number
}

// ------------------------------------------------------------------------------------------------------ dense kernels

/** What readouts, losses and optimisers need. Shapes are given, strides count elements, outputs never overlap inputs. */
export interface DenseKernels {
  map(call: MapCall): void
  reduce(call: ReduceCall): void
  matmul(call: MatmulCall): void
  copy(call: CopyCall): void
  gather(call: GatherCall): void
  scatterAdd(call: GatherCall): void
  guard(call: GuardCall): void
}

/** outputs[k][x] = expressions[k](inputs[…][x], scalars) for every x in `shape`. An output may be one of the inputs, in place. */
export interface MapCall {
  readonly shape: readonly number[]
  readonly outputs: readonly Region[]
  readonly outputDtype: 'float32' | 'int32'
  readonly expressions: readonly Expression[]
  readonly inputs: readonly MapInput[]
  readonly scalars: readonly number[]
}

export interface MapInput extends Region {
  /** One stride per axis of the call's shape; 0 where the input is broadcast. */
  readonly strides: readonly number[]
  /** int32 is converted to float32 as it is loaded. */
  readonly dtype: 'float32' | 'int32'
}

/** input [outer, length, inner] to output [outer, inner]. Ties of max and argmax go to the first; argmax writes int32. */
export interface ReduceCall {
  readonly op: 'sum' | 'max' | 'argmax'
  readonly input: Region
  readonly output: Region
  readonly outer: number
  readonly length: number
  readonly inner: number
}

/** output [rows, columns] = A [rows, inner] · B [inner, columns]; a transposed operand is stored the other way round. */
export interface MatmulCall {
  readonly a: Region
  readonly b: Region
  readonly output: Region
  readonly rows: number
  readonly inner: number
  readonly columns: number
  readonly transposeA: boolean
  readonly transposeB: boolean
}

/** A strided copy of 4-byte elements: transpositions, slices, broadcasts, and their ways back. */
export interface CopyCall {
  readonly shape: readonly number[]
  readonly input: Region
  readonly inputStrides: readonly number[]
  readonly output: Region
  readonly outputStrides: readonly number[]
}

/**
 * gather: rows[r, :] = table[index[r], :].  scatterAdd: table := 0, then table[index[r], :] += rows[r, :] in the order of r.
 * An index outside the table gives a row of zeros and adds nothing.
 */
export interface GatherCall {
  readonly table: Region
  readonly tableRows: number
  readonly index: Region
  readonly rows: Region
  readonly count: number
  readonly width: number
}

/** Raises the non-finite flag when a value is NaN or infinite, found by its bits. */
export interface GuardCall {
  readonly regions: readonly Span[]
}

// ---------------------------------------------------------------------------------------------------- spiking kernels

/** The required group: dense synapses, LIF neurons, leaky readouts, spike counts. */
export interface SpikingKernels {
  /** Room for input events. The train may be written again and again; it grows when it must. */
  createTrain(neurons: number): DeviceTrain
  /** The arrays may be used again at once. */
  writeTrain(train: DeviceTrain, events: PackedEvents): void
  releaseTrain(train: DeviceTrain): void

  plan(layer: LayerDescription, size: PlanSize): LayerPlan
  planReadout(readout: ReadoutDescription, size: PlanSize): ReadoutPlan

  /** counts[b, j] = Σ_t S_j[t], float32 [batch, neurons]. */
  counts(call: { readonly train: DeviceTrain; readonly output: Region }): void
  /** ε_j[t] (+)= gradient[b, j] at every active entry. */
  countsBackward(call: { readonly gradient: Region; readonly into: SpikeGradientTarget }): void
  /** The train as a dense float32 [batch, time, neurons]: for the unrolled rule and for plots, never for the sparse path. */
  toDense(call: { readonly train: DeviceTrain; readonly output: Region }): void

  /** Events in (b, t, i) order. Waits for every call given before. */
  readEvents(train: DeviceTrain): Promise<EventList>
  /** Active entries in (b, t, i) order with V there. */
  readActive(train: DeviceTrain): Promise<ActiveList>
  /** ε in the order of `readActive`. */
  readGradient(gradient: DeviceGradient): Promise<Float32Array>
  /** V and ε put in place of the kernel's own, in the order of `readActive`: for the conformance suite. Waits likewise. */
  writeActive(train: DeviceTrain, potentials: Float32Array): Promise<void>
  writeGradient(gradient: DeviceGradient, values: Float32Array): Promise<void>
}

export interface ActiveList extends EventList {
  readonly potentials: Float32Array
}

/** The largest batch and length that a plan serves. Both are arguments of each call. */
export interface PlanSize {
  readonly batch: number
  readonly time: number
}

/** Numbers of one spiking layer, as kernels want them. */
export interface LayerDescription {
  /** Presynaptic neurons; 0 when the layer is driven by currents alone. */
  readonly inputs: number
  readonly neurons: number
  /** α = exp(-Δt/τ). */
  readonly alpha: number
  readonly threshold: number
  /** What a spike subtracts: V_th - V_r. */
  readonly reset: number
  /**
   * B_th: entry (b, t, j) is active when t ≥ 1 and |V - V_th| < B_th. With Infinity, which is a flag and never computed
   * with, every entry with t ≥ 1 is: the dense rule.
   */
  readonly backwardThreshold: number
  /** g as an expression of input 0 = V - V_th. */
  readonly surrogate: Expression
}

/** One layer's buffers at stable places and its pair of kernels: the sparse rule. */
export interface LayerPlan {
  readonly size: PlanSize
  /** Bytes held now, ε included. Grows by `Driver.resume`, and when a call is the first to need a list. */
  readonly bytes: number
  readonly output: DeviceTrain
  /**
   * V[0] = initial or 0;  V[t+1] = α V[t] + Σ_i W_ij S_in,i[t] + bias + current[t] - reset S[t];  S[t] = V[t] > V_th.
   * Writes the spikes and, where asked for, the active set with its V.
   */
  forward(call: LayerForward): void
  /**
   * λ[t] = ε[t] g(V[t] - V_th) on the active set;  δ[T-1] = 0;  δ[t] = λ[t+1] + α δ[t+1];
   * ∇W_ij = Σ S_in,i[t] δ_j[t];  ∇bias = Σ δ;  ∇current[t] = δ[t];  ε_in,i[t] = Σ_j W_ij δ_j[t] on the input's active set.
   * Belongs to the forward call before it. ∇W, ∇bias and ∇current are overwritten.
   */
  backward(call: LayerBackward): void
  release(): void
}

export interface LayerForward {
  readonly batch: number
  readonly time: number
  readonly input?: DeviceTrain
  /** [inputs, neurons]. */
  readonly weight?: Region
  /** [neurons], added at every step. */
  readonly bias?: Region
  /** [batch, neurons], or [batch, time, neurons] when `currentPerStep`. Already in units of V. */
  readonly current?: Region
  readonly currentPerStep?: boolean
  /** [batch, neurons]: V[0], and V[T] out. An active entry at t = 0 is never listed: V[0] is a constant. */
  readonly initial?: Region
  readonly final?: Region
  /** [batch, time, neurons]: every V, for plots. */
  readonly potentials?: Region
  /** Whether a backward call will follow: only then the active set is listed. Read when the call is given, not recorded. */
  readonly active: boolean
}

export interface LayerBackward {
  readonly gradient: DeviceGradient
  readonly weight?: Region
  readonly weightGradient?: Region
  readonly biasGradient?: Region
  /** Shaped like the current. */
  readonly currentGradient?: Region
  readonly inputGradient?: SpikeGradientTarget
}

/** Where ε of a train goes: the first contribution of a step overwrites, later ones add. */
export interface SpikeGradientTarget {
  readonly gradient: DeviceGradient
  readonly accumulate: boolean
}

/** Numbers of a leaky readout. */
export interface ReadoutDescription {
  readonly inputs: number
  readonly classes: number
  /** α_r = exp(-Δt/τ_readout). */
  readonly alpha: number
  readonly over: 'max' | 'sum' | 'last' | 'mean'
}

/** A leaky integrator that never spikes, reduced over time in the same pass: no [batch, time, classes] is kept. */
export interface ReadoutPlan {
  readonly size: PlanSize
  readonly bytes: number
  /**
   * U[0] = initial or 0;  U[t+1] = α U[t] + (1 - α)(Σ_j W_jc S_j[t] + bias);  logits = max (ties: the first; U[0] counts),
   * sum, last or mean of U over t = 0 … T-1.
   */
  forward(call: ReadoutForward): void
  /** From ∂L/∂logits: ∇W, ∇bias and ε on the input's active set. Belongs to the forward call before it. */
  backward(call: ReadoutBackward): void
  release(): void
}

export interface ReadoutForward {
  readonly batch: number
  readonly time: number
  readonly input: DeviceTrain
  /** [inputs, classes]. */
  readonly weight: Region
  /** [classes]. */
  readonly bias?: Region
  /** [batch, classes]: U[0], and U[T] out. */
  readonly initial?: Region
  readonly final?: Region
  /** [batch, classes]. */
  readonly logits: Region
  /** [batch, time, classes]: every U, for plots. */
  readonly potentials?: Region
}

export interface ReadoutBackward {
  /** [batch, classes]. */
  readonly logitsGradient: Region
  readonly weight: Region
  readonly weightGradient?: Region
  readonly biasGradient?: Region
  readonly inputGradient?: SpikeGradientTarget
}
