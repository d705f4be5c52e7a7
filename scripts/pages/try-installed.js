// Trains five steps on events made here and fails unless the loss went down: run on installed packages.
import { madeUpBatch } from './made-up-batch.js'
import { train } from './train.js'

const { events, labels } = madeUpBatch()
const losses = await train(events, labels, 5)
console.log(`${process.version}: loss ${losses.map((loss) => loss.toFixed(4)).join(', ')}`)
if (!(losses.at(-1) < losses[0])) process.exit(1)
