import { parseArgs } from 'node:util'
import { serve } from './serve.js'

/* Serves the page until it is interrupted. */
const { values } = parseArgs({ options: { port: { type: 'string', default: '8000' } } })
try {
  const { isolated, plain } = await serve(Number(values.port))
  console.log(`${isolated.padEnd(plain.length)}  with the headers of cross-origin isolation: threads share one memory`)
  console.log(`${plain}  without, as on most static hosts: each worker has a memory of its own`)
  console.log('Ctrl-C ends it.')
} catch (error) {
  console.error(`The page cannot be served on port ${values.port}: ${(error as Error).message}`)
  console.error('  Give another one: npm run playground -- --port 8001')
  process.exitCode = 1
}
