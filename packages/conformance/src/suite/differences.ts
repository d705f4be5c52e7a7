import {
  crossEntropy,
  gradients,
  hostArray,
  leakyReadout,
  logSoftmax,
  matmul,
  max,
  mean,
  meanSquaredError,
  mul,
  releasePlans,
  sum,
  type Backend,
  type Scalar,
  type Tensor,
} from '@snn/core'
import { describe, test } from 'vitest'
import { tolerance } from '../compare.js'
import { randomNumbers } from '../random-numbers.js'
import { array, rounded, sizeOf, toFloat32, type Array64 } from '../reference/array.js'
import * as kernels from '../reference/dense-kernels.js'
import { eventsOfCounts } from '../reference/events.js'
import { finiteDifferences } from '../reference/finite-differences.js'
import * as losses from '../reference/losses.js'
import { readoutForward, type ReadoutOver } from '../reference/readout.js'
import * as reductions from '../reference/reductions.js'
import { expectClose } from './expect-close.js'
import type { Subject } from './options.js'

/** Where a loss is smooth: its gradient by core and the backend's kernels beside finite differences of the reference. */
export function differenceTests(subject: Subject): void {
  const weights = random([4, 5], 99)
  const weighted = (a: Array64): number => a.data.reduce((total, value, k) => total + value * weights.data[k]!, 0)
  const labels = Int32Array.of(4, 0, 2, 2)

  interface Smooth {
    readonly name: string
    readonly shape: readonly number[]
    reference(x: Array64): number
    core(x: Tensor, backend: Backend): Scalar
  }
  const target = random([4, 5], 3)
  const left = random([4, 7], 4)
  const right = random([7, 5], 5)
  const put = (backend: Backend, a: Array64): Tensor => backend.tensor(toFloat32(a))
  const scaled = (x: Tensor, backend: Backend): Scalar => {
    const size = sizeOf(x.shape)
    return sum(mul(x, put(backend, array(x.shape, weights.data.slice(0, size)))))
  }
  const smooth: Smooth[] = [
    {
      name: 'crossEntropy',
      shape: [4, 5],
      reference: (x) => losses.crossEntropy(x, labels).loss,
      core: (x, backend) => crossEntropy(x, backend.tensor(hostArray(labels))),
    },
    {
      name: 'meanSquaredError',
      shape: [4, 5],
      reference: (x) => losses.meanSquaredError(x, target).loss,
      core: (x, backend) => meanSquaredError(x, put(backend, target)),
    },
    {
      name: 'logSoftmax',
      shape: [4, 5],
      reference: (x) => weighted(kernels.logSoftmax(x)),
      core: (x, backend) => scaled(logSoftmax(x), backend),
    },
    {
      name: 'matmul, in its first operand',
      shape: [4, 7],
      reference: (x) => weighted(kernels.matmul(x, right)),
      core: (x, backend) => scaled(matmul(x, put(backend, right)), backend),
    },
    {
      name: 'matmul, in its second operand',
      shape: [7, 5],
      reference: (x) => weighted(kernels.matmul(left, x)),
      core: (x, backend) => scaled(matmul(put(backend, left), x), backend),
    },
    ...([[0], [1], [0, 2]] as const).flatMap((axes): Smooth[] => [
      {
        name: `sum over [${axes.join(', ')}]`,
        shape: [2, 3, 4],
        reference: (x) => weighted(reductions.sum(x, axes)),
        core: (x, backend) => scaled(sum(x, axes), backend),
      },
      {
        name: `mean over [${axes.join(', ')}]`,
        shape: [2, 3, 4],
        reference: (x) => weighted(reductions.mean(x, axes)),
        core: (x, backend) => scaled(mean(x, axes), backend),
      },
      {
        name: `max over [${axes.join(', ')}]`,
        shape: [2, 3, 4],
        reference: (x) => weighted(reductions.max(x, axes)),
        core: (x, backend) => scaled(max(x, axes), backend),
      },
    ]),
  ]

  describe('the gradient by finite differences', () => {
    test.each(smooth.map((one) => [one.name, one] as const))('of %s', async (_, { shape, reference, core }) => {
      const x = random(shape, 17)
      await expectDifferences(subject.backend(), x, reference, core)
    })

    test.each<[ReadoutOver]>([['max'], ['sum'], ['last'], ['mean']])(
      'of a leaky readout over time by %s',
      async (over) => {
        const backend = subject.backend()
        const spikes = array(
          [4, 9, 6],
          Array.from({ length: 216 }, (_, k) => ((k * 7919) % 5 < 2 ? 1 : 0)),
        )
        const description = { inputs: 6, classes: 5, alpha: Math.fround(0.9), over }
        const train = backend.spikes(eventsOfCounts(spikes))
        await expectDifferences(
          backend,
          random([6, 5], 8),
          (x) => losses.crossEntropy(readoutForward({ ...description, weights: x }, spikes).logits, labels).loss,
          (weight) =>
            crossEntropy(leakyReadout(description, { input: train, weight }).logits, backend.tensor(hostArray(labels))),
        )
        train.free()
        releasePlans(backend, [description])
      },
    )
  })
}

async function expectDifferences(
  backend: Backend,
  x: Array64,
  reference: (x: Array64) => number,
  core: (x: Tensor, backend: Backend) => Scalar,
): Promise<void> {
  const tensor = backend.tensor(toFloat32(x))
  const gradient: Tensor = await backend.step(() => gradients(core(tensor, backend), tensor))
  const { data } = await gradient.read()
  expectClose('the gradient', data, finiteDifferences(reference, x).data, tolerance.value)
}

function random(shape: readonly number[], seed: number): Array64 {
  const numbers = randomNumbers(seed)
  return rounded(
    array(
      shape,
      Array.from({ length: sizeOf(shape) }, () => numbers.normal()),
    ),
  )
}
