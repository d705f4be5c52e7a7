import type { Request } from './messages.js'
import { trainer } from './trainer.js'

/* The worker in which the page trains, so that the page itself stays free. */
const handle = trainer((reply) => postMessage(reply))
addEventListener('message', ({ data }: MessageEvent<Request>) => handle(data))
