import type { Browser, Page } from 'playwright'

/** A page in a fresh profile, and all that it complained of: errors, refusals, requests that went elsewhere or failed. */
export interface OpenPage {
  readonly page: Page
  readonly complaints: readonly string[]
}

export async function openPage(browser: Browser, url: string, width = 1280): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`))
  page.on('request', (request) => {
    const to = new URL(request.url())
    if (to.protocol !== 'blob:' && to.origin !== new URL(url).origin) complaints.push(`asked for ${request.url()}`)
  })
  await page.goto(url)
  await page
    .getByRole('status')
    .filter({ hasText: /^(Ready|Stopped|Done)/ })
    .waitFor()
  return { page, complaints }
}

/** The values of a curve that is drawn, from 0 at the bottom up, in its own units. */
export async function curveOf(page: Page, id: string): Promise<number[]> {
  const path = (await page.locator(`#${id} .line`).getAttribute('d')) ?? ''
  return [...path.matchAll(/ ([\d.]+)/g)].map(([, y]) => -Number(y))
}

/** Waits until a run has come to this batch of its epoch. */
export async function untilBatch(page: Page, batch: number): Promise<void> {
  await page.waitForFunction(
    (least) => Number(/batch (\d+)/.exec(document.querySelector('#progress-text')!.textContent)?.[1]) >= least,
    batch,
  )
}

/** Waits until training has ended, and says at which step its checkpoint stands. */
export async function stoppedAt(page: Page): Promise<number> {
  const status = page.getByRole('status').filter({ hasText: /^Stopped at step/ })
  return Number(/step (\d+)/.exec((await status.textContent())!)![1])
}

/** Goes on from a checkpoint at this step, and waits until training is beyond it. */
export async function resumeFrom(page: Page, step: number): Promise<void> {
  // What stands there is of the training before.
  await page.locator('#progress-text').evaluate((text) => (text.textContent = ''))
  await page.click('#toggle')
  await page.getByText(`from step ${step}`).waitFor()
  await untilBatch(page, step + 1)
}

/** Pixels with ink in each raster. */
export async function inkOfRasters(page: Page): Promise<number[]> {
  return page.locator('#rasters canvas').evaluateAll((canvases) =>
    canvases.map((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
      return data.filter((value, at) => at % 4 === 3 && value > 0).length
    }),
  )
}
