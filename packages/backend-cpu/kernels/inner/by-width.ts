// The kernels of every block width: entry n - 1 is for n vectors.

import { delta$n } from './delta$n'
import { inputGradient$n } from './input-gradient$n'
import { integrate$n, spread$n } from './integrate$n'
import { sweep$n } from './sweep$n'
import { weightGradient$n } from './weight-gradient$n'
import { LayerForward, ReadoutForward } from '../records'

type Sweep = (
  call: LayerForward,
  steps: u32,
  weight: usize,
  ends: usize,
  event: usize,
  state: usize,
  drive: usize,
  current: usize,
  currentBytes: u32,
  keep: bool,
  V: usize,
  bits: usize,
) => u32

type Integrate = (
  call: ReadoutForward,
  steps: u32,
  step: u32,
  time: u32,
  weight: usize,
  ends: usize,
  event: usize,
  state: usize,
  reduced: usize,
  reachedAt: usize,
  drive: usize,
  keep: bool,
  U: usize,
) => u32

type Spread = (
  alpha: f32,
  steps: u32,
  end: u32,
  time: u32,
  gradient: usize,
  reachedAt: usize,
  state: usize,
  row: usize,
) => void

type WeightGradient = (inputs: u32, starts: usize, rows: usize, delta: usize, gradient: usize) => u32

type InputGradient = (
  inputs: u32,
  starts: usize,
  rows: usize,
  filler: u32,
  delta: usize,
  weight: usize,
  gradient: usize,
  accumulate: bool,
) => u32

export const sweeps: StaticArray<Sweep> = [
  sweep$n,
]

export const deltas: StaticArray<(alpha: f32, steps: u32, row: usize) => void> = [
  delta$n,
]

export const weightGradients: StaticArray<WeightGradient> = [
  weightGradient$n,
]

export const inputGradients: StaticArray<InputGradient> = [
  inputGradient$n,
]

export const integrates: StaticArray<Integrate> = [
  integrate$n,
]

export const spreads: StaticArray<Spread> = [
  spread$n,
]
