import { readGoldenCase } from '@snn/conformance'
import { runGoldenCase } from '@snn/conformance/golden/run-golden'
import { describe, expect, inject, it } from 'vitest'
import { webgpu } from '../src/index.js'

const { folder, names } = inject('golden')

describe.skipIf(names.length === 0)('golden cases in a page', { timeout: 180_000 }, () => {
  it.each(names)('%s', async (name) => {
    const file = async (ending: string): Promise<ArrayBuffer> =>
      (await fetch(`/@fs${folder}/${name}${ending}`)).arrayBuffer()
    const text = new TextDecoder().decode(await file('.json'))
    const golden = readGoldenCase(text, new Uint8Array(await file('.bin')), name)
    if (golden.kind !== 'feed-forward') return expect(golden.needs).not.toEqual([])
    const backend = await webgpu()
    for (const { variant, checks } of await runGoldenCase(backend, golden))
      for (const { quantity, error, tolerance } of checks)
        expect(error, `${variant}: ${quantity}`).toBeLessThanOrEqual(tolerance)
    await backend.close()
  })
})
