import { expect, test } from 'vitest'
import { fetchFile } from './fetch-file.js'

test('where there is no private file system, what to use instead is named', async () => {
  await expect(fetchFile('https://example.org/train.events')).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    fix: 'In Node, use download of @snn/data/node.',
  })
  await expect(fetchFile('https://example.org/')).rejects.toThrow(/a file name without a folder was expected; got ''/)
})
