#!/usr/bin/env node
import { useWideVectors } from '@snn/backend-cpu/wide-vectors'
import { main } from './cli.js'

/** As in package.json. */
const OLDEST = 22

if (Number.parseInt(process.versions.node) < OLDEST) {
  process.stderr.write(
    `snn: Node ${OLDEST} or later is needed; this is ${process.version}.\n  Install a current Node from https://nodejs.org.\n`,
  )
  process.exitCode = 1
} else {
  useWideVectors()
  process.exitCode = await main(process.argv.slice(2))
}
