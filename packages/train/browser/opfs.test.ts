import { cpu } from '@snn/backend-cpu'
import { expect, it } from 'vitest'
import { fit, folder, opfs } from '../src/index.js'
import { smallModel, smallSet } from '../src/testing/small.js'
import { storeSuite } from '../src/testing/store-suite.js'

let count = 0
const name = (): string => `test-${performance.timeOrigin}/run-${count++}`

storeSuite(() => opfs(name()))

it('is found again under its name', async () => {
  const path = name()
  await opfs(path).put('a/b', Uint8Array.of(7))
  expect(await opfs(path).get('a/b')).toEqual(Uint8Array.of(7))
})

it('folder(path) says that it needs Node', () => {
  expect(() => folder('runs/first')).toThrow('opfs(name)')
})

it('keeps a run that goes on to the same bits', async () => {
  const backend = await cpu()
  const common = { train: smallSet(60), epochs: 3, batch: 20 }
  const whole = await smallModel(backend)
  await fit(whole.model, { ...common, optimizer: whole.optimizer }).done

  const path = name()
  const first = await smallModel(backend)
  for await (const _ of fit(first.model, { ...common, optimizer: first.optimizer, store: opfs(path) })) break
  const second = await smallModel(backend, { seed: 9 })
  const indices: number[] = []
  for await (const { index } of fit(second.model, { ...common, optimizer: second.optimizer, store: opfs(path) }))
    indices.push(index)
  expect(indices).toEqual([1, 2])
  expect(await second.model.save()).toEqual(await whole.model.save())
  await backend.close()
})
