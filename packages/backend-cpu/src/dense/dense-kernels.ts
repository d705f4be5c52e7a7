import type { DenseKernels } from '@snn/core'
import type { CpuEngine } from '../engine/engine.js'
import { createCopy } from './copy.js'
import { createGather } from './gather.js'
import { createGuard } from './guard.js'
import { createMap } from './map.js'
import { createMatmul } from './matmul.js'
import { createReduce } from './reduce.js'

/** The dense kernels over one engine. They enqueue; the driver says when what was enqueued is to happen. */
export function createDenseKernels(engine: CpuEngine): DenseKernels {
  return {
    map: createMap(engine),
    reduce: createReduce(engine),
    matmul: createMatmul(engine),
    copy: createCopy(engine),
    guard: createGuard(engine),
    ...createGather(engine),
  }
}
