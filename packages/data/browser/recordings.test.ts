import { expect, it } from 'vitest'
import { readEvents, streamEvents } from '../src/index.js'
import { aedat4File } from '../src/testing/aedat4-file.js'
import { npyFile, npzFile } from '../src/testing/array-files.js'
import { atisFile, binFile, datFile, dvsFile, evt2File, evt3File } from '../src/testing/camera-files.js'
import { sameRecording } from '../src/testing/same-recording.js'

const sensor = { width: 34, height: 30, polarities: 2 }
const events = sameRecording(sensor, 400)

it.each([
  ['a.bin', binFile],
  ['a.dat', datFile],
  ['evt2.raw', evt2File],
  ['evt3.raw', evt3File],
  ['dvs.es', dvsFile],
  ['atis.es', atisFile],
  ['a.aedat4', aedat4File],
  ['a.npy', npyFile],
  ['a.npz', npzFile],
])('a page reads %s as a File, and gzipped as a stream', async (name, write) => {
  const options = { sensor, evt3Clock: 'stated' } as const
  const file = new File([write(events) as Uint8Array<ArrayBuffer>], name)
  const { format, ...read } = await readEvents(file, options)
  expect(read).toEqual(events)
  const gzipped = file.stream().pipeThrough(new CompressionStream('gzip'))
  let count = 0
  for await (const part of streamEvents(gzipped, { ...options, file: name })) {
    expect(part.format).toBe(format)
    count += part.t.length
  }
  expect(count).toBe(400)
})
