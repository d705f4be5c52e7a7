import { expect, it } from 'vitest'
import { syntheticWork } from '../work/synthetic.js'
import { firstSamples } from '../work/work.js'
import { memory } from './command.js'
import { resetResidentPeak, residentBytes } from './resident.js'

it.runIf(process.platform === 'linux')(
  'the peak of resident memory grows with what is touched, and can be reset',
  () => {
    resetResidentPeak()
    const before = residentBytes()
    let block: Uint8Array | undefined = new Uint8Array(64 << 20).fill(1)
    const grown = residentBytes().peak - before.now
    expect(block[7]! * grown).toBeGreaterThan(48 << 20)
    block = undefined
  },
)

it('the first samples of a work are its beginning', async () => {
  const work = await syntheticWork({ shape: 'shd', hidden: [8], batch: 3, time: 20 })
  const two = firstSamples(work, 2)
  expect(two.labels).toEqual(work.labels.slice(0, 2))
  expect(two.events).toEqual(work.events.slice(0, two.events.length))
  expect(two.events[two.events.length - 3]).toBe(1)
  expect(work.events[two.events.length]).toBe(2)
})

it('a side that there is not is refused', async () => {
  await expect(memory(['--shape', 'shd', '--sides', 'cpu,torch:slow'])).rejects.toMatchObject({ where: 'sides' })
})
