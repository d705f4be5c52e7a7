import { errorText } from '../error-text.js'
import { measure } from './measure.js'
import type { MeasureReply, MeasureRequest } from './messages.js'

/* The worker in which the page measures: a new one each time, ended when it is done or stopped. */
const tell = (reply: MeasureReply): void => postMessage(reply)
addEventListener('message', ({ data }: MessageEvent<MeasureRequest>) => {
  measure(data, tell).then(
    () => tell({ kind: 'done' }),
    (error) => tell({ kind: 'failed', message: errorText(error) }),
  )
})
