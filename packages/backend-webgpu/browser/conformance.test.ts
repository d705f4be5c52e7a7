import { describeBackend } from '@snn/conformance/suite'
import { describe } from 'vitest'
import { makeTested } from '../src/testing/make-tested.js'

describe('in a page', { timeout: 180_000 }, () => {
  describeBackend('webgpu', makeTested)
})
