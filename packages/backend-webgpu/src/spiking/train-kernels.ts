import type { Region, SpikingKernels } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import type { Kernel } from '../device/kernel.js'
import { spread } from '../device/stream.js'
import { COUNT_LANES, countSpikes, countSpikesBackward, writeDense } from '../kernels/counts.js'
import type { GpuTrain } from './train.js'

/** Kernels on whole trains: counts, their way back, and trains written out. */
export function createTrainKernels(gpu: Gpu): Pick<SpikingKernels, 'counts' | 'countsBackward' | 'toDense'> {
  function ofSpikes(kernel: Kernel, train: GpuTrain, cells: number, output: Region): void {
    const { words, time, neurons: columns } = train
    const { spikes, planes, plane } = train.bits()
    gpu.run(kernel, {
      operands: { spikes, output },
      numbers: { words, columns, cells, planes, plane, time },
      groups: spread(Math.ceil(cells / COUNT_LANES)),
    })
  }
  return {
    counts: ({ train, output }) => ofSpikes(countSpikes, train as GpuTrain, train.batch * train.neurons, output),
    toDense: ({ train, output }) =>
      ofSpikes(writeDense, train as GpuTrain, train.batch * train.time * train.neurons, output),
    countsBackward({ gradient, into: { gradient: to, accumulate } }) {
      const { batch, words, neurons: columns, active } = to.train as GpuTrain
      if (!active) return
      gpu.run(countSpikesBackward, {
        operands: { actives: active.actives, starts: active.starts, gradient, epsilon: active.epsilon(to.slot) },
        numbers: { words, columns, cells: batch * columns, add: accumulate ? 1 : 0 },
        groups: spread(Math.ceil((batch * columns) / COUNT_LANES)),
      })
    },
  }
}
