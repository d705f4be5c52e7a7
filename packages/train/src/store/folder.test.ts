import { spawn } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { storeSuite } from '../testing/store-suite.js'
import { folder } from './folder.js'
import { readLines } from './lines.js'

const top = await mkdtemp(join(tmpdir(), 'snn-store-'))
let count = 0
const fresh = (): string => join(top, `run-${count++}`)
afterAll(() => rm(top, { recursive: true, force: true }))

storeSuite(() => folder(fresh()))

it('makes its folder only when something is put there', async () => {
  const path = fresh()
  expect(await folder(path).get('a')).toBeUndefined()
  expect(await folder(path).list()).toEqual([])
  await expect(readdir(path)).rejects.toThrow('ENOENT')
})

it('leaves nothing but what was put', async () => {
  const path = fresh()
  const store = folder(path)
  await store.put('c/a', new Uint8Array(9))
  await (
    await store.lock()
  )()
  expect((await readdir(path, { recursive: true })).sort()).toEqual(['c', join('c', 'a')])
})

it('leaves out a half line that a crash of the machine left, and writes the next one over it', async () => {
  const path = fresh()
  const store = folder(path)
  await store.append('m.jsonl', '{"a":1}\n')
  await appendFile(join(path, 'm.jsonl'), `{"half":"${'x'.repeat(10_000)}`)
  expect(await readLines(store, 'm.jsonl')).toEqual([{ a: 1 }])
  await store.append('m.jsonl', '{"a":2}\n')
  expect(await readFile(join(path, 'm.jsonl'), 'utf8')).toBe('{"a":1}\n{"a":2}\n')
})

it('takes over the lock of a process that has died, and clears what it left half written', async () => {
  const path = fresh()
  const store = folder(path)
  await mkdir(path)
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const release = await store.lock()
  const held = JSON.parse(await readFile(join(path, 'lock'), 'utf8')) as Record<string, unknown>
  await release()
  await writeFile(join(path, 'lock'), JSON.stringify({ ...held, pid: child.pid, started: undefined }))
  await writeFile(join(path, 'a.half.tmp'), 'x')
  await expect(store.lock()).rejects.toThrow(`is in use by process ${child.pid}`)
  const dead = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGKILL')
  await dead
  await (
    await store.lock()
  )()
  expect(await readdir(path)).toEqual([])
})

it('does not take a later process of the same number for the one that held the lock', async () => {
  const path = fresh()
  const store = folder(path)
  const release = await store.lock()
  const held = JSON.parse(await readFile(join(path, 'lock'), 'utf8')) as { started?: string }
  await release()
  if (held.started === undefined) return
  await writeFile(join(path, 'lock'), JSON.stringify({ ...held, started: 'another boot 1' }))
  await (
    await store.lock()
  )()
  expect(await readdir(path)).toEqual([])
})

it('gives one of many that ask for the lock of a dead process at once', async () => {
  const path = fresh()
  await mkdir(path)
  await writeFile(join(path, 'lock'), 'not a holder')
  const asked = await Promise.allSettled(Array.from({ length: 8 }, () => folder(path).lock()))
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

it('says what is wrong with a path that cannot be written, in words', async () => {
  const path = fresh()
  await writeFile(path, 'a file')
  const store = folder(path)
  await expect(store.put('a', new Uint8Array(1))).rejects.toMatchObject({ code: 'CHECKPOINT' })
  await expect(store.put('a', new Uint8Array(1))).rejects.toThrow(/could not be written: a part of its path is a file/)
  await expect(store.lock()).rejects.toThrow('could not be written')
})

it('keeps the old bytes and leaves nothing behind when the disk is full', async () => {
  const path = fresh()
  const store = folder(path)
  await store.put('a', Uint8Array.of(1))
  await store.append('m', '1\n')
  const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
  const { open } = await import('node:fs/promises')
  const handle = await open(join(path, 'm'), 'r')
  const prototype = Object.getPrototypeOf(handle) as { write: unknown; sync: () => Promise<void> }
  await handle.close()
  const write = vi.spyOn(prototype as { write: () => Promise<unknown> }, 'write').mockRejectedValue(full)
  try {
    await expect(store.put('a', Uint8Array.of(2))).rejects.toThrow('the disk is full')
    await expect(store.append('m', '2\n')).rejects.toThrow('the disk is full')
  } finally {
    write.mockRestore()
  }
  expect(await store.get('a')).toEqual(Uint8Array.of(1))
  expect(await readFile(join(path, 'm'), 'utf8')).toBe('1\n')
  expect((await readdir(path)).sort()).toEqual(['a', 'm'])
})
