import { cpu } from '@snn/backend-cpu'
import { adam } from '@snn/core'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { fit } from '@snn/train'
import { expect, it } from 'vitest'
import { bins, byteSource, encoded, fetchFile, openEventSet, type DownloadProgress } from '../src/index.js'
import { barsFile } from '../src/testing/bars.js'

const name = (): string => `bars-${crypto.randomUUID()}.events`

/** An element that waits for a file to be dropped on it. */
function dropZone(): { element: HTMLElement; dropped: Promise<File> } {
  const element = document.body.appendChild(document.createElement('div'))
  const dropped = new Promise<File>((resolve) => {
    element.addEventListener('dragover', (event) => event.preventDefault())
    element.addEventListener('drop', (event) => {
      event.preventDefault()
      resolve(event.dataTransfer!.files[0]!)
    })
  })
  return { element, dropped }
}

it('a file that is dropped on the page is trained on for two steps', async () => {
  const { element, dropped } = dropZone()
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File([barsFile(16)], 'bars.events'))
  element.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))

  const source = await openEventSet(byteSource(await dropped))
  const train = encoded(source, bins({ time: 20, dt: 1e-3 }))
  const network = sequential({ dt: 1e-3, backwardThreshold: 0.2 }, [
    spiking(dense(train.neurons, 20), lif({ tau: 10e-3 })),
    readout(dense(20, 2), leaky({ tau: 10e-3 }), 'max'),
  ])
  const backend = await cpu()
  const model = await network.build(backend, { seed: 0 })
  const before = await model.save()
  const run = fit(model, { train, epochs: 1, batch: 8, optimizer: adam(model.parameters, { rate: 1e-2 }) })
  const losses: number[] = []
  run.on('batch', ({ loss }) => losses.push(loss))
  await run.done
  expect(losses).toHaveLength(2)
  expect(losses.every(Number.isFinite)).toBe(true)
  expect(await model.save()).not.toEqual(before)
  await backend.close()
})

it('a file of the web is fetched once, and kept whole', async () => {
  const url = URL.createObjectURL(new Blob([barsFile(6)]))
  const kept = name()
  const progress: DownloadProgress[] = []
  const file = await fetchFile(url, { name: kept, onProgress: (each) => progress.push(each) })
  expect(progress.at(-1)).toMatchObject({ file: kept, received: file.size })
  URL.revokeObjectURL(url)
  const again = await openEventSet(byteSource(await fetchFile(url, { name: kept })))
  expect([again.length, (await again.get(5)).x[0]]).toEqual([6, 0])
})

it('what is not all there is neither kept nor taken', async () => {
  const url = URL.createObjectURL(new Blob([barsFile(6)]))
  const wanted = name()
  await expect(fetchFile(url, { name: wanted, bytes: 17 })).rejects.toThrow(/gave \d+ bytes, expected 17/)
  await expect(fetchFile(url, { name: wanted, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' })
  await expect(fetchFile(`${url}-gone`, { name: wanted })).rejects.toMatchObject({ code: 'DATA' })
  const whole = barsFile(6).length
  expect((await fetchFile(url, { name: wanted, bytes: whole })).size).toBe(whole)
  await expect(fetchFile(url, { name: 'a/b' })).rejects.toThrow(/without a folder/)
})
