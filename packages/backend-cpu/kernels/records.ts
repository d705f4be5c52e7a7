// The records by which the host speaks to the kernels. The build gives the host the place of every field (build/records.mjs).
// Addresses are bytes in the memory, offsets bytes in a thread's scratch; a row is step + steps · (sample within the chunk).

/** A chunk has at most this many rows: they are numbered with 16 bits, and 2,048 rows of a block fill a third of a usual L2 cache. */
export const MOST_ROWS: u32 = 2048

/** Entries behind the last that a list maker may overwrite. */
export const SLACK: u32 = 8

/** Bytes of u16 that hold every row of a chunk, and what is written behind them. */
export const ALL_ROWS: u32 = 4128

/** Bytes of what is known of every row of a chunk: 8 each. */
export const ROW_TABLE: u32 = 16512

/** From one group's segment to the next's: a cache line that two threads write to goes to and fro between them for every neuron. */
export const SEGMENT_BYTES: u32 = 128

/** A few whole samples, or a window of steps of one sample, that are worked on together: at most 2,048 rows. */
@unmanaged
export class Chunk {
  sample: u32
  samples: u32
  step: u32
  steps: u32
}

/** Events of a batch. Those of a layer stand neuron by neuron in every chunk, with its active entries; those from outside row by row. */
@unmanaged
export class Train {
  neurons: u32
  time: u32
  /** Chunk[]. */
  chunks: usize
  /** The first chunk of every group, and the end: u32[groups + 1]. */
  groups: usize
  /** From outside: u32[batch · time + 1], the first event of row sample · time + step. 0 for the train of a layer. */
  rowStart: usize
  /** From outside: the neuron of every event, u16 or u32. */
  index: usize
  indexBytes: u32
  /** Of a layer: a Segment for every group, `SEGMENT_BYTES` apart. */
  segments: usize
  /** Of a layer: entries from one group's lists to the next's; the last `SLACK` of them are for what is written without being counted. */
  eventStride: u32
  activeStride: u32
  /** Of a layer: u32[chunks][neurons + 1], the first event of every neuron. */
  eventStart: usize
  /** Of a layer: u16, the row within its chunk of every event. */
  eventRows: usize
  /** Likewise the active entries: every neuron's are filled up to a multiple of four by entries in row (rows of the chunk) + 1. */
  activeStart: usize
  activeRows: usize
  /** Of every active entry, V - V_th: f32. */
  excess: usize
}

/** The lists of one group. Those of group g begin at entry g · (events or active)Stride. */
@unmanaged
export class Segment {
  /** Where the next entry goes. */
  eventNext: u32
  activeNext: u32
  /** Entries that would have been enough for every pass since the host looked. */
  eventNeed: u32
  activeNeed: u32
  /** The lists were too short, or those of a layer below. What they hold means nothing then. */
  full: u32
}

/** What one layer did for one group. */
@unmanaged
export class Counts {
  inputEvents: f64
  events: f64
  active: f64
  forward: f64
  weightGradient: f64
  inputGradient: f64
}

/** Weights between storage, [inputs][neurons], and blocks, [block][inputs][width], whose last block is padded with zeros. */
@unmanaged
export class Weights {
  /** [inputs][neurons]. */
  plain: usize
  /** [copy][block][inputs][width]. */
  packed: usize
  inputs: u32
  /** From one row of `plain` to the next. */
  neurons: u32
  /** Of these, so many are meant. */
  columns: u32
  blocks: u32
  width: u32
  copies: u32
  /** From one copy to the next. */
  copyBytes: u32
}

/** Forward pass of a layer. */
@unmanaged
export class LayerForward {
  /** Train, or 0. */
  input: usize
  /** Train. */
  output: usize
  /** Counts[groups]. */
  counts: usize
  overflow: usize
  /** The weight of input i and block k lies at weight + i · weightRow + k · weightBlock. */
  weight: usize
  weightRow: u32
  weightBlock: u32
  neurons: u32
  blocks: u32
  vectors: u32
  /** [neurons], or 0. */
  bias: usize
  /** [batch][neurons] or [batch][time][neurons], or 0. */
  current: usize
  currentPerStep: u32
  /** [batch][neurons], or 0. */
  initial: usize
  final: usize
  /** [batch][time][neurons], or 0. */
  potentials: usize
  /** Whether active entries are listed. */
  active: u32
  /** Whether V[0] needs care: it may lie above the bound for candidates. */
  careful: u32
  alpha: f32
  threshold: f32
  reset: f32
  /** Active: |V - V_th| < bound. */
  bound: f32
  /** Every spike and every active entry has V > low. */
  low: f32
  /** Scratch: rows of V. */
  rows: u32
  /** Scratch: bits V > low, a u32 for 32 steps: [sample][words][width], an even number of words. */
  bits: u32
  /** Scratch: u16 rows of one neuron's candidates. */
  candidates: u32
  /** Scratch: where lists go that do not fit. */
  dump: u32
  /** Scratch: u32, the end of every row's events. */
  ends: u32
  /** Scratch: u32, events by time. */
  events: u32
  /** Scratch: V of every neuron at the first step to come. */
  state: u32
  /** Scratch: bias and constant current of one block. */
  drive: u32
}

/** What the backward passes of layers and readouts share: from δ to the synapses. */
@unmanaged
export class Backward {
  /** Train, or 0 for a layer without input. */
  input: usize
  counts: usize
  /** Packed: [block][inputs][width]. */
  weight: usize
  /** Columns in all. */
  neurons: u32
  blocks: u32
  vectors: u32
  /** The blocks that the call is for, up to but not including the second, in this order: gradients of weights and bias have these alone. */
  firstBlock: u32
  endBlock: u32
  groups: u32
  copies: u32
  /** Packed, one copy after another, or 0. */
  weightGradient: usize
  weightGradientBytes: u32
  /** [copy][block][width], or 0. */
  biasGradient: usize
  biasGradientBytes: u32
  /** f32 for every active entry of the input, or 0. */
  inputGradient: usize
  accumulate: u32
  alpha: f32
  /** Scratch: rows of δ, after one row for what lies before the window. */
  rows: u32
  /** Scratch: u32[inputs + 1] and u16, input events by neuron. */
  starts: u32
  events: u32
  /** Scratch: what a window hands to the one before it, for every column. */
  state: u32
  /** Scratch: a row of one block. */
  drive: u32
}

/** Backward pass of a layer. */
@unmanaged
export class LayerBackward extends Backward {
  output: usize
  /** f32 for every active entry of the output: ε. */
  gradient: usize
  /** Function (V - V_th, ε, λ, count): λ = ε g(V - V_th). */
  surrogate: u32
  /** Shaped like the current, or 0. */
  currentGradient: usize
  currentPerStep: u32
  /** Scratch: λ of a chunk. */
  lambda: u32
}

/** Forward pass of a readout. */
@unmanaged
export class ReadoutForward {
  input: usize
  counts: usize
  weight: usize
  weightRow: u32
  weightBlock: u32
  classes: u32
  blocks: u32
  vectors: u32
  bias: usize
  initial: usize
  final: usize
  logits: usize
  potentials: usize
  /** U, its reduction, and the step where it is reached: [batch][blocks · width] each. */
  state: usize
  reduced: usize
  reachedAt: usize
  /** Of a linear readout: x, [batch][inputs]. */
  traces: usize
  /** 0 max, 1 sum, 2 last. */
  over: u32
  alpha: f32
  /** Of the reduction: 1/T for a mean. */
  scale: f32
  /** Scratch: of a linear readout, f32[time] and a table of rows. */
  effects: u32
  table: u32
  rows: u32
  ends: u32
  events: u32
  /** Scratch: bias of one block. */
  drive: u32
}

/** Backward pass of a readout. */
@unmanaged
export class ReadoutBackward extends Backward {
  /** [batch][classes]. */
  logitsGradient: usize
  /** The step where the maximum was reached: [batch][blocks · width]. */
  reachedAt: usize
  /** Of a linear readout: x, [batch][inputs], and whether the forward pass has left it there. */
  traces: usize
  traced: u32
  /** 0 max, 1 sum, 2 last. */
  over: u32
  /** Of the reduction: 1/T for a mean. */
  scale: f32
  /** Scratch: of a linear readout, f32[time], a table of rows, and f32[samples][inputs]. */
  effects: u32
  table: u32
  slopes: u32
}

/** Counts of spikes, their way back, and trains written out. */
@unmanaged
export class TrainCall {
  train: usize
  /** [batch][neurons], or [batch][time][neurons]. */
  dense: usize
  /** f32 for every active entry. */
  gradient: usize
  accumulate: u32
}
