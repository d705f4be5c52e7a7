#!/usr/bin/env node
import { useWideVectors } from '@snn/backend-cpu/wide-vectors'
import { main } from './cli.js'

useWideVectors()
process.exitCode = await main(process.argv.slice(2))
