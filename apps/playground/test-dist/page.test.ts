import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bench } from '@snn/bench'
import { requireOrSkip } from '@snn/conformance'
import { serve, type Served } from '@snn/playground'
import { chromium, type Browser, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curveOf, inkOfRasters, openPage, resumeFrom, stoppedAt, untilStep } from './open-page.js'

const executablePath = process.env['SNN_CHROMIUM'] ?? '/usr/bin/chromium'
const skip = requireOrSkip('chromium', existsSync(executablePath), `there is no ${executablePath}`)
const flags = ['--no-sandbox', '--disable-quic', '--no-first-run']

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const textOf = (page: Page, id: string): Promise<string | null> => page.locator(`#${id}`).textContent()

/** Moves the focus on until it is on the element. */
async function tabTo(page: Page, id: string): Promise<void> {
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate(() => document.activeElement?.id)) === id) return
  }
  throw new Error(`#${id} cannot be reached by the tab key`)
}

describe.skipIf(skip)('the page', { timeout: 120_000 }, () => {
  let served: Served
  let browser: Browser
  beforeAll(async () => {
    served = await serve()
    browser = await chromium.launch({ executablePath, args: [...flags, '--enable-unsafe-webgpu'] })
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
  })

  it('trains, stops, is closed and goes on, by the keyboard alone and without isolation', async () => {
    // More epochs than end before the test stops them.
    const { page, complaints } = await openPage(browser, `${served.plain}?backend=cpu&batch=64&epochs=50`)
    expect(await page.locator('#isolation').isVisible()).toBe(true)
    expect(await textOf(page, 'cpu-device')).toContain('page not isolated')
    await tabTo(page, 'toggle')
    await page.keyboard.press('Enter')
    await untilStep(page, 40)
    await page.keyboard.press('Enter')
    const step = await stoppedAt(page)
    expect(step).toBeGreaterThanOrEqual(40)

    const [loss, accuracy] = [await curveOf(page, 'loss-curve'), await curveOf(page, 'accuracy-curve')]
    expect(loss).toHaveLength(step)
    expect(mean(loss.slice(-10))).toBeLessThan(mean(loss.slice(0, 10)))
    expect(mean(accuracy.slice(-10))).toBeGreaterThan(mean(accuracy.slice(0, 10)))
    for (const id of ['loss', 'accuracy', 'speed', 'live', 'peak']) expect(await textOf(page, id)).toMatch(/^\d/)
    expect(await textOf(page, 'activity')).toMatch(/layer 0[\d.]+ %.*layer 1[\d.]+ %/)

    await page.reload()
    await page.getByText(`Stopped at step ${step}`).waitFor()
    expect(await page.locator('[name=batch]').first().isDisabled()).toBe(true)
    await tabTo(page, 'toggle')
    await page.keyboard.press('Enter')
    await page.getByText(`from step ${step}`).waitFor()
    await untilStep(page, step + 1)
    await page.locator('#prediction').getByText('The network says').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText(/^Stopped at step/).waitFor()
    expect(await inkOfRasters(page)).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)])
    for (const ink of await inkOfRasters(page)) expect(ink).toBeGreaterThan(0)

    await tabTo(page, 'discard')
    await page.keyboard.press('Enter')
    await page.getByText('Ready to train.').waitFor()
    expect(await textOf(page, 'loss')).toBe('–')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('trains to the end on threads where it is isolated, at the width of a phone', async () => {
    const { page, complaints } = await openPage(browser, `${served.isolated}?backend=cpu&batch=500&epochs=1`, 390)
    expect(await page.locator('#isolation').isHidden()).toBe(true)
    await page.click('#toggle')
    await page.getByText(/^Done: [\d.]+ % of the test images/).waitFor()
    expect(await page.locator('#accuracy-curve circle').count()).toBe(1)
    expect(await textOf(page, 'toggle')).toBe('Train again')
    await page.click('#next-image')
    await page.getByRole('img', { name: /^test image 1:/ }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('tells of a GPU that is lost, and goes on from the checkpoint on a new one', async () => {
    const { page, complaints } = await openPage(browser, `${served.plain}?backend=webgpu&batch=4`)
    const worker = page.workers()[0]!
    await worker.evaluate(() => {
      const { requestDevice } = GPUAdapter.prototype
      GPUAdapter.prototype.requestDevice = async function (...given) {
        const device = await requestDevice.apply(this, given)
        Object.assign(globalThis, { loseDevice: () => device.destroy() })
        return device
      }
    })
    await page.evaluate(() => {
      const text = document.querySelector('#progress-text')!
      const said: (string | null)[] = []
      new MutationObserver(() => said.push(text.textContent)).observe(text, { childList: true })
      Object.assign(globalThis, { said })
    })
    await page.click('#toggle')
    await untilStep(page, 2)
    expect(await page.evaluate('said')).toContainEqual(expect.stringMatching(/^compiling: \d+ of \d+ kernels/))
    await page.click('#toggle')
    const step = await stoppedAt(page)
    await resumeFrom(page, step)
    await worker.evaluate('loseDevice()')
    await page.getByRole('alert').getByText('the device was lost').waitFor()
    // A slow machine has made another checkpoint meanwhile: the page makes one every ten seconds.
    const kept = await stoppedAt(page)
    expect(kept).toBeGreaterThanOrEqual(step)
    await resumeFrom(page, kept)
    expect(await page.locator('#error').isHidden()).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('goes on where it was frozen in the background, and leaves its checkpoint where it is closed while it trains', async () => {
    const url = `${served.plain}?backend=webgpu&batch=4`
    const { page, complaints } = await openPage(browser, url)
    await page.click('#toggle')
    await untilStep(page, 2)
    await page.click('#toggle')
    const step = await stoppedAt(page)
    await resumeFrom(page, step)
    const devtools = await page.context().newCDPSession(page)
    for (const state of ['frozen', 'active'] as const) await devtools.send('Page.setWebLifecycleState', { state })
    await untilStep(page, step + 3)
    await page.close()
    const again = await page.context().newPage()
    await again.goto(url)
    expect(await stoppedAt(again)).toBeGreaterThanOrEqual(step)
    expect(complaints).toEqual([])
    await again.context().close()
  })

  it('measures a step, and gives a result that `bench report` reads', async () => {
    const { page, complaints } = await openPage(browser, `${served.isolated}?backend=cpu`)
    await page.locator('#measured [value=shd]').uncheck()
    await page.locator('#measured [name=batch]').fill('2')
    await page.locator('#measured [name=rounds]').fill('2')
    await page.click('#measure')
    await page.getByText(/^Done on/).waitFor()
    await page.click('#copy')
    await page.getByText('Copied.').waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(JSON.parse(copied)).toMatchObject({ kind: 'step', backend: 'cpu', batch: 2, sizes: [784, 200, 200, 10] })
    expect(await textOf(page, 'timings')).toMatch(/whole step[\d.]+ \(/)

    const folder = await mkdtemp(join(tmpdir(), 'snn-playground-'))
    const [results, report] = [join(folder, 'results.json'), join(folder, 'report.html')]
    await writeFile(results, copied)
    expect(await bench(['report', results, '--out', report])).toBe(0)
    expect(await readFile(report, 'utf8')).toContain('processor not told')
    await rm(folder, { recursive: true })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('says why there is no WebGPU, and goes on with the processor', async () => {
    const without = await chromium.launch({ executablePath, args: [...flags, '--disable-features=WebGPUService'] })
    const { page } = await openPage(without, `${served.plain}?backend=webgpu`)
    expect(await page.getByRole('radio', { name: 'webgpu' }).isDisabled()).toBe(true)
    expect(await textOf(page, 'webgpu-device')).toMatch(/no (WebGPU|adapter)/)
    expect(await page.getByRole('radio', { name: 'cpu' }).isChecked()).toBe(true)
    await without.close()
  })
})
