#!/usr/bin/env node
import { useWideVectors } from '@snn/backend-cpu/wide-vectors'
import { bench } from './bench.js'

const args = process.argv.slice(2)
const narrow = args[0] === '--narrow'
if (!narrow) useWideVectors()
process.exitCode = await bench(narrow ? args.slice(1) : args)
