#!/usr/bin/env node
import { bench } from './bench.js'

process.exitCode = await bench(process.argv.slice(2))
