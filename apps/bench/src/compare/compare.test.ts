import { afterEach, expect, it, vi } from 'vitest'
import { syntheticWork } from '../work/synthetic.js'
import { comparison } from './command.js'
import type { Side } from './side.js'
import { openSide } from './sides.js'
import { missing } from './torch-side.js'

afterEach(() => vi.unstubAllEnvs())

const work = await syntheticWork({ shape: 'fashion-mnist', hidden: [12, 8], batch: 3, time: 40 })

it('two backends of ours compute the same, and are timed in turn', async () => {
  const [a, b] = [await openSide('cpu', work, 1), await openSide('cpu', work, 2)]
  const order: string[] = []
  const watched = (name: string, side: Side): Side => ({
    ...side,
    turn: (ms) => (order.push(name), side.turn(ms)),
  })
  const found = await comparison(watched('a', a), watched('b', b), work, { warmUp: 1, pairs: 2, threads: 1 })
  expect(order.join('')).toBe('ababab')
  expect(found.agreement.cosine).toEqual([1, 1, 1].map((one) => expect.closeTo(one, 9)))
  expect(found.agreement.lossDifference).toBe(0)
  expect(found.ratios).toHaveLength(2)
  expect(found.cpuRatio.count).toBe(2)
  await a.close()
  await b.close()
})

it.each(['torch:manual', 'torch:manual:untuned', 'torch:snntorch'])('%s is told of when missing', async (word) => {
  vi.stubEnv('SNN_PYTHON', 'no-such-python')
  await expect(openSide(word, work, 1)).rejects.toMatchObject({
    code: 'BACKEND',
    message: expect.stringMatching(/torch:[^]* is missing.*no-such-python[^]*python3-torch/),
  })
})

it('a peer whose library is missing is told of by its own name', () => {
  const found = missing(
    'torch:snntorch',
    new Error('it ended with 1'),
    "ModuleNotFoundError: No module named 'snntorch'\n",
  )
  expect(found.message).toMatch(/torch:snntorch is missing[^]*pip install snntorch/)
})

it.each(['torch', 'torch:fast', 'torch:manual:tuned', 'cpu:fast', 'gpu'])('there is no side %s', async (word) => {
  await expect((async () => openSide(word, work, 1))()).rejects.toMatchObject({ code: 'ARGUMENT' })
})
