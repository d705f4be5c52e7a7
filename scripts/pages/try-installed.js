// Trains five steps on events made here and fails unless the loss went down: run on installed packages.
import { train } from './train.js'

const [batch, time, neurons] = [16, 100, 784]
const [b, t, i] = [[], [], []]
for (let event = 0; event < 40 * batch; event++) {
  b.push(event % batch)
  t.push((event * 7) % 60)
  i.push((event * 31 + (event % batch) * 50) % neurons)
}
const losses = await train(
  { batch, time, neurons, b, t, i },
  Int32Array.from({ length: batch }, (_, k) => k % 10),
  5,
)
console.log(`${process.version}: loss ${losses.map((loss) => loss.toFixed(4)).join(', ')}`)
if (!(losses.at(-1) < losses[0])) process.exit(1)
