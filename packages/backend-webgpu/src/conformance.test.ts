import { describeBackend } from '@snn/conformance/suite'
import { describe } from 'vitest'
import { makeTested } from './testing/make-tested.js'
import { skipWithoutDevice } from './testing/skip-without-device.js'

const skip = await skipWithoutDevice()
describe.skipIf(skip)('in Node', { timeout: 180_000 }, () => {
  describeBackend('webgpu', makeTested)
})
