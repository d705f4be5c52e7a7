// Trains the small model in the folder given, with checkpoints every few steps, and tells each batch on a line of its own.
import { cpu } from '@snn/backend-cpu'
import { fit, folder } from '@snn/train'
import { smallModel, smallSet } from '../src/testing/small.ts'

const [path, threads] = process.argv.slice(2)
const backend = await cpu({ threads: Number(threads) })
const { model, optimizer } = await smallModel(backend)
const run = fit(model, {
  train: smallSet(300),
  validation: smallSet(60, 'validation'),
  test: smallSet(60, 'test'),
  epochs: 6,
  batch: 10,
  optimizer,
  regularizers: { lower: { weight: 100, below: 1e-3 } },
  store: folder(path),
  checkpoint: { steps: 7 },
})
run.on('resume', ({ step }) => console.log(`resumed ${step}`))
run.on('batch', ({ step }) => console.log(`step ${step}`))
await run.done
console.log(`weights ${Buffer.from(await model.save()).toString('base64')}`)
await backend.close()
