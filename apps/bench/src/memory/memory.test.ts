import { expect, it } from 'vitest'
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

it('a side that there is not is refused', async () => {
  await expect(memory(['--shape', 'shd', '--sides', 'cpu,torch:slow'])).rejects.toMatchObject({ where: 'sides' })
})
