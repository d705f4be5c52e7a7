import { memory } from '@snn/train'
import { describe } from 'vitest'
import { skipWithoutDevice } from './testing/skip-without-device.js'
import { trainingSuite } from './testing/training-suite.js'

const skip = await skipWithoutDevice()
describe.skipIf(skip)('a network trained in Node', { timeout: 120_000 }, () => {
  trainingSuite(memory)
})
