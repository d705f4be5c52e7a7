import { batches, bins, encoded, recordings } from '@snn/data'
import { convertEventSet, eventSetFile } from '@snn/data/node'

/* PATH SAMPLES [load]: converts a made-up set of samples as large as N-MNIST's into a file, then goes over it once as a trainer does. */

const [path, samples, load] = process.argv.slice(2)
const sensor = { width: 34, height: 34, polarities: 2 }
const EVENTS = 4200
const source = recordings({
  name: 'made up',
  split: 'train',
  classes: ['a'],
  sensor,
  labels: new Uint8Array(Number(samples)),
  waits: false,
  read(index, make) {
    const events = make(sensor, EVENTS)
    for (let k = 0; k < EVENTS; k++) {
      events.t[k] = 71 * k + (index % 7)
      events.x[k] = (k * 7 + index) % 34
      events.y[k] = (k * 11) % 34
      events.p[k] = k & 1
    }
    return events
  },
})
console.log('ready')
await convertEventSet(source, path)
console.log('done')
if (load === 'load') {
  const set = encoded(await eventSetFile(path), bins({ time: 300, dt: 1e-3 }))
  let events = 0
  const backend = {
    spikes({ index }) {
      events += index.length
      return { free() {} }
    },
    tensor: () => ({ free() {} }),
  }
  for await (const _ of batches(backend, set, { size: 256, seed: 0, epoch: 0 }));
  console.log(JSON.stringify({ events, maxRss: 1024 * process.resourceUsage().maxRSS }))
}
