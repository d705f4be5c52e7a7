import { adam, gradients, type Backend, type Optimizer, type StepReport, type Tensor } from '@snn/core'
import { expect } from 'vitest'
import { randomCase } from '../random-case.js'
import { coreNet } from './core-net.js'
import { plainRecipe } from './fixed-cases.js'

export interface Training {
  readonly steps: number
  /** How many steps are under way at once. */
  readonly ahead: 1 | 2
}

/** What a training ended with, to the bit. */
export interface Trained {
  readonly bits: Readonly<Record<string, Uint32Array>>
  readonly losses: readonly number[]
  /** Of all steps. */
  readonly replays: number
}

/** Trains a small network by Adam on several batches in turn, one of them smaller. */
export async function train(backend: Backend, { steps, ahead }: Training): Promise<Trained> {
  const recipe = { ...plainRecipe, sizes: [12, 9, 7], steps: 15, density: 0.15, regularized: true }
  const nets = [1, 2, 3].map((seed) => coreNet(backend, randomCase({ ...recipe, seed, batch: seed === 3 ? 3 : 5 })))
  const { parameters } = nets[0]!
  const optimizer = adam(parameters as Record<string, Tensor>, { rate: 0.02 })
  const losses: number[] = []
  let replays = 0
  const given: Promise<void>[] = []
  for (let n = 0; n < steps; n++) {
    const step = backend.step(
      () => {
        const { loss } = nets[n % nets.length]!.forward(nets[0])
        optimizer.update(gradients(loss, parameters as Record<string, Tensor>))
        return loss
      },
      { report: (report: StepReport) => void (replays += report.replays) },
    )
    given.push(step.then((loss) => void (losses[n] = loss)))
    if (n + 1 - ahead >= 0) await given[n + 1 - ahead]
  }
  await Promise.all(given)
  const bits = await bitsOf(parameters, optimizer)
  optimizer.free()
  for (const net of nets) net.free()
  return { bits, losses, replays }
}

/** Parameters and moments, as the bits they are. */
export async function bitsOf(
  parameters: Readonly<Record<string, Tensor>>,
  optimizer?: Optimizer<Record<string, Tensor>>,
): Promise<Record<string, Uint32Array>> {
  const bits: Record<string, Uint32Array> = {}
  for (const [name, tensor] of Object.entries(parameters)) {
    const { data } = await tensor.read()
    bits[name] = new Uint32Array(data.buffer, data.byteOffset, data.length)
  }
  if (optimizer) bits['moments'] = Uint32Array.from(await optimizer.save())
  return bits
}

/** Fails unless all bits are the same; names the first that is not. */
export function expectBits(
  actual: Readonly<Record<string, Uint32Array>>,
  expected: Readonly<Record<string, Uint32Array>>,
): void {
  expect(firstDifference(actual, expected)).toBeUndefined()
}

/** Where bits differ first, in words. */
export function firstDifference(
  actual: Readonly<Record<string, Uint32Array>>,
  expected: Readonly<Record<string, Uint32Array>>,
): string | undefined {
  for (const [name, bits] of Object.entries(expected)) {
    const other = actual[name] ?? new Uint32Array()
    const place = bits.findIndex((word, k) => word !== other[k])
    if (place >= 0 || other.length !== bits.length) return `${name}, word ${place} of ${bits.length}`
  }
  return undefined
}
