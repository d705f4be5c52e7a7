import type { Reply, Request } from '../training/messages.js'
import { backendChoice } from './backend-choice.js'
import { glanceView } from './glance-view.js'
import { measuringView } from './measuring-view.js'
import { trainingView } from './training-view.js'

/* The page: what it shows and asks; a worker trains, another measures, one of them at a time. */
const worker = new Worker(new URL('training-worker.js', import.meta.url), { type: 'module' })
const post = (request: Request): void => worker.postMessage(request)
const backends = backendChoice()
const showGlance = glanceView((image) => post({ kind: 'look', image }))
const measuring = measuringView(backends, (busy) => training.block(busy))
const training = trainingView(post, backends, (busy) => measuring.block(busy))

function handle(reply: Reply): void {
  if (reply.kind === 'backends') {
    backends.show(reply.found)
    measuring.block(backends.chosen === undefined)
  } else if (reply.kind === 'glance') showGlance(reply.glance)
  else training.handle(reply)
}

worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => handle(data))
worker.addEventListener('error', ({ message }) =>
  handle({
    kind: 'failed',
    message: `The worker that trains has ended: ${message || 'it could not be loaded'}. Load the page again.`,
  }),
)
post({ kind: 'open' })
