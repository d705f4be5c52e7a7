import { smallModel, smallSet } from '@snn/train/testing/small'
import { webgpu } from '../src/index.js'
import { losses } from '../src/testing/losses.js'

/* Trains in a worker, and tells its page the losses. */
const backend = await webgpu()
const found = await losses(await smallModel(backend, { rate: 3e-2 }), smallSet(60), { steps: 12, batch: 20 })
await backend.close()
postMessage(found)
