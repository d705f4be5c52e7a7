import { statSync } from 'node:fs'
import { join } from 'node:path'
import { sharedData } from '@snn/conformance'
import { describe, expect, test } from 'vitest'
import type { Events } from '../events.js'
import { readEventFile } from '../node/read-event-file.js'

const folder = sharedData('events')
describe.skipIf(folder === undefined)('files of the field', () => {
  const read = (name: string): ReturnType<typeof readEventFile> => readEventFile(join(folder!, name))
  const ends = ({ t }: Events): readonly (number | undefined)[] => [t[0], t.at(-1)]

  test.each([
    ['sample_nmnist.bin', 'bin', 34, 34, 4325],
    ['NCARS_obj_004397_td.dat', 'dat', 120, 100, 4407],
    ['sample_ncars.dat', 'dat', 120, 100, 2009],
    ['evt2_sample.raw', 'evt2', 640, 480, 539_481],
    ['evt3_sample.raw', 'evt3', 1280, 720, 219_596],
    ['sample.aedat4', 'aedat4', 320, 240, 111_954],
    ['test.es', 'es', 54, 239, 4407],
    ['sample_stmnist.mat', 'mat', 10, 10, 2346],
    ['evt3_sample.npy.gz', 'npy', 1280, 720, 219_596],
  ])('%s', async (name, format, width, height, count) => {
    const events = await read(name)
    expect(events).toMatchObject({ format, sensor: { width, height, polarities: 2 } })
    expect(events.t.length).toBe(count)
  })

  test('the RAW file in EVT3 equals its decoded truth, event by event', async () => {
    const { format, ...events } = await read('evt3_sample.raw')
    const { format: other, ...truth } = await read('evt3_sample.npy.gz')
    expect([format, other]).toEqual(['evt3', 'npy'])
    expect(events).toEqual({ ...truth, sensor: events.sensor })
  })

  test('the Event Stream of a recording of N-Cars equals its .dat, with rows counted from the bottom', async () => {
    const stream = await read('test.es')
    const { t, x, y, p } = await read('NCARS_obj_004397_td.dat')
    expect([stream.t, stream.x, stream.p]).toEqual([t, x, p])
    expect(stream.y).toEqual(y.map((row) => 239 - row))
  })

  test('the RAW file in EVT3 by the clock of the specification: the same events in less time', async () => {
    const counted = await read('evt3_sample.raw')
    const stated = await readEventFile(join(folder!, 'evt3_sample.raw'), { evt3Clock: 'stated' })
    expect([stated.x, stated.y, stated.p]).toEqual([counted.x, counted.y, counted.p])
    const duration = ({ t }: Events): number => t.at(-1)! - t[0]!
    expect([duration(stated), duration(counted)]).toEqual([8801, 53_857])
  })

  /*
   * The file's table lists 111,954 events in the 59 packets of its only stream of events, 0, and they hold as many (the reader
   * compares the two); the other packets are of stream 2, inertia. 118,651 stands in a test of tonic, which gives the file to a
   * reader of AEDAT 3: that takes 28 bytes after the version for a header and the compressed rest for events of 8 bytes.
   */
  test('118,651, another count for sample.aedat4, is of 8 bytes each', () => {
    const { size } = statSync(join(folder!, 'sample.aedat4'))
    expect(Math.floor((size - '#!AER-DAT4.0\r\n'.length - 28) / 8)).toBe(118_651)
  })

  test('times are those of the recordings', async () => {
    expect(ends(await read('evt2_sample.raw'))).toEqual([1_317_888, 1_367_888])
    expect(ends(await read('sample.aedat4'))).toEqual([1_605_537_493_718_345, 1_605_537_494_308_262])
    const [first] = ends(await read('sample_stmnist.mat'))
    expect(first).toBeCloseTo(196_626.48, 2)
  })

  test('what holds no events at an address is refused in words', async () => {
    await expect(read('generic.es')).rejects.toMatchObject({ code: 'FORMAT', message: /a stream of kind generic/ })
    await expect(read('sample_aedat_header.aedat')).rejects.toThrow(/is of version 2.0, expected 4.0/)
    await expect(read('absent.raw')).rejects.toMatchObject({ code: 'DATA' })
  })
})
