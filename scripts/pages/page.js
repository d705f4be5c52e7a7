// What a page does that trains: two steps on events made here, so many that threads take part. The outcome is left in
// window.outcome, for the test that looks at the page.
import { madeUpBatch } from './made-up-batch.js'
import { train } from './train.js'

globalThis.outcome = (async () => {
  const { events, labels } = madeUpBatch(200)
  return { losses: await train(events, labels, 2), isolated: crossOriginIsolated }
})()
