import { newEvents, recordings } from '@snn/data'
import { convertEventSet } from '@snn/data/node'

/* Converts a made-up set of about 3 MB into the file that is named: `convert.test.ts` kills it. */

const sensor = { width: 100, height: 100, polarities: 2 }
const source = recordings({
  name: 'made up',
  split: 'train',
  classes: ['a'],
  sensor,
  labels: new Uint8Array(300),
  read(index) {
    const events = newEvents(sensor, 3000)
    for (let k = 0; k < 3000; k++) events.t[k] = (5 + (index % 7)) * k
    return events
  },
})
console.log('ready')
await convertEventSet(source, process.argv[2])
console.log('done')
