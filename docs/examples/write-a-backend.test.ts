import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { plainDriver } from '@snn/conformance'
import { describeBackend } from '@snn/conformance/suite'
import { describe, expect, it } from 'vitest'

describeBackend('plain', async (options) => plainDriver(options))

describe('docs/backends.md', () => {
  const root = join(import.meta.dirname, '../..')
  const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8')

  it('walks through a backend of at most 300 lines, blank lines and comments aside', () => {
    const folder = 'packages/conformance/src/plain'
    const code = readdirSync(join(root, folder)).flatMap((file) => {
      const withoutComments = read(folder, file).replaceAll(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
      return withoutComments.split('\n').filter((line) => line.trim() !== '')
    })
    expect(code.length).toBeGreaterThan(100)
    expect(code.length).toBeLessThanOrEqual(300)
  })

  it('quotes what stands in the files', () => {
    const quotes = [...read('docs/backends.md').matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)]
    expect(quotes.length).toBeGreaterThan(5)
    // The formatter has its own way with the pieces in a page.
    const bare = (text: string): string => text.replaceAll(/\s/g, '')
    for (const [, file, text] of quotes) expect(bare(read(file!))).toContain(bare(text!))
  })
})
