import type { DenseKernels } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import { createCopy } from './copy.js'
import { createGather, createScatterAdd } from './gather.js'
import { createGuard } from './guard.js'
import { createMap } from './map.js'
import { createMatmul } from './matmul.js'
import { createReduce } from './reduce.js'

export function createDenseKernels(gpu: Gpu): DenseKernels {
  return {
    map: createMap(gpu),
    reduce: createReduce(gpu),
    matmul: createMatmul(gpu),
    copy: createCopy(gpu),
    gather: createGather(gpu),
    scatterAdd: createScatterAdd(gpu),
    guard: createGuard(gpu),
  }
}
