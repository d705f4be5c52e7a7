import { requireOrSkip } from '@snn/conformance'
import { describe } from 'vitest'
import { skipWithoutDevice } from './testing/skip-without-device.js'
import { subgroupTests, whyNoSubgroups } from './testing/subgroup-tests.js'

const reason = (await skipWithoutDevice()) ? 'there is no device' : await whyNoSubgroups()
const skip = requireOrSkip('subgroups', reason === undefined, String(reason))
describe.skipIf(skip)('with subgroups', { timeout: 60_000 }, () => {
  subgroupTests()
})
