import { describe } from 'vitest'
import { subgroupTests, whyNoSubgroups } from '../src/testing/subgroup-tests.js'

const reason = await whyNoSubgroups()
if (reason !== undefined) console.info(`skipped, subgroups: ${reason}`)
describe.skipIf(reason !== undefined)('with subgroups, in a page', { timeout: 60_000 }, () => {
  subgroupTests()
})
