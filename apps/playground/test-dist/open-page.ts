import type { Browser, Page, Request } from 'playwright'

/**
 * A page in a fresh profile, and all that it complained of: errors, refusals, requests that went elsewhere or failed. Scripts of threads that were
 * aborted are left out: so the driver calls those whose end it missed, once a page is loaded anew, and of a thread that does not start the page tells itself.
 */
export interface OpenPage {
  readonly page: Page
  readonly complaints: readonly string[]
}

/** No wait is longer, and a test has time for one that is in vain: its message says what was waited for. */
const WAIT_MS = 60_000

export async function openPage(browser: Browser, url: string, width = 1280): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT_MS)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  const isOwnScript = (request: Request): boolean => request.url().startsWith('blob:')
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText
    if (!isOwnScript(request) || why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`)
  })
  page.on('request', (request) => {
    if (!isOwnScript(request) && new URL(request.url()).origin !== new URL(url).origin)
      complaints.push(`asked for ${request.url()}`)
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

/** Waits until a run has come to this step, counted from its beginning. */
export async function untilStep(page: Page, step: number): Promise<void> {
  await page.waitForFunction((least) => {
    const at = /Epoch (\d+) .*batch (\d+) of (\d+)/.exec(document.querySelector('#progress-text')!.textContent)
    if (!at) return false
    const [epoch, batch, batches] = at.slice(1).map(Number) as [number, number, number]
    return (epoch - 1) * batches + batch >= least
  }, step)
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
  await untilStep(page, step + 1)
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
