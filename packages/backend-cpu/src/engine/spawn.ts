import { BackendError } from '@snn/core'
import { workerSource } from '../generated/worker.js'
import type { Delivery } from '../pool/member.js'
import type { WorkerMessage, WorkerSetup } from '../worker.js'

/** A thread, in Node and in pages alike. */
export interface Thread {
  /** Gives an order to a member of a pool. */
  post(delivery: Delivery): void
  /** Resolves once it has ended. It is made to after so many milliseconds, if it does not end by itself. */
  stop(grace?: number): Promise<void>
}

export interface Listeners {
  /** A conductor has carried out a report. */
  report(number: number): void
  /** A member of a pool has carried out an order. */
  carriedOut?(thread: number, parcel: ArrayBuffer): void
  /** The thread threw, or ended without being asked to. */
  died(reason: string): void
}

/**
 * Starts threads and waits until all are ready. In Node they do not keep the process alive while they have nothing to do.
 * @throws BackendError when one does not start: the others are stopped then.
 */
export async function spawnAll(setups: readonly WorkerSetup[], listeners: Listeners): Promise<Thread[]> {
  const spawn = nodeWorkers() === undefined ? spawnInPage : spawnInNode
  const started = await Promise.allSettled(setups.map((setup) => spawn(setup, listeners)))
  const threads = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const refused = started.find((one) => one.status === 'rejected')
  if (refused === undefined) return threads
  await Promise.all(threads.map((thread) => thread.stop(0)))
  throw refused.reason
}

type NodeWorkers = typeof import('node:worker_threads')

function nodeWorkers(): NodeWorkers | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  return process?.getBuiltinModule?.('node:worker_threads') as NodeWorkers | undefined
}

/** How long a thread may take to end by itself. */
const GRACE = 2000

interface Settled {
  resolve(): void
  reject(error: unknown): void
}

function receive(message: WorkerMessage, thread: number, listeners: Listeners, settled: Settled): void {
  if ('ready' in message) settled.resolve()
  else if ('report' in message) listeners.report(message.report)
  else if ('parcel' in message) listeners.carriedOut?.(thread, message.parcel)
  else {
    listeners.died(message.failed)
    settled.reject(notStarted(message.failed))
  }
}

function notStarted(reason: string): BackendError {
  return new BackendError({
    what: `a thread of the CPU backend did not start: ${reason}`,
    fix: 'Use cpu({ threads: 1 }), or, in a page, allow worker-src blob: in its content security policy.',
  })
}

async function spawnInNode(setup: WorkerSetup, listeners: Listeners): Promise<Thread> {
  const { Worker } = nodeWorkers()!
  const worker = new Worker(
    `${workerSource}
const { parentPort, workerData } = require('node:worker_threads')
const obey = snnServe(workerData, (message, transfer) => parentPort.postMessage(message, transfer))
if (obey) parentPort.on('message', obey)`,
    { eval: true, workerData: setup, name: `snn cpu ${setup.thread}`, execArgv: [] },
  )
  let stopping = false
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if ('parcel' in message) worker.unref()
      receive(message, setup.thread, listeners, { resolve, reject })
    })
    worker.on('error', (error) => {
      listeners.died(String(error))
      reject(notStarted(String(error)))
    })
    worker.once('exit', (code) => {
      if (!stopping) listeners.died(`it ended with exit code ${code}`)
      reject(notStarted(`it ended with exit code ${code}`))
    })
  })
  worker.unref()
  return {
    post(delivery) {
      worker.ref()
      worker.postMessage(delivery, [delivery.parcel])
    },
    stop: async (grace = GRACE) => {
      stopping = true
      worker.ref()
      const timer = setTimeout(() => void worker.terminate(), grace)
      await ended
      clearTimeout(timer)
    },
  }
}

async function spawnInPage(setup: WorkerSetup, listeners: Listeners): Promise<Thread> {
  const source = `${workerSource}
onmessage = ({ data }) => {
  const obey = snnServe(data, (message, transfer = []) => postMessage(message, transfer))
  if (obey) {
    onmessage = ({ data }) => obey(data)
    return
  }
  postMessage({ ended: true })
  close()
}`
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  const worker = new Worker(url, { name: `snn cpu ${setup.thread}` })
  let end: () => void = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  try {
    await new Promise<void>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage | { readonly ended: true }>) => {
        if ('ended' in data) end()
        else receive(data, setup.thread, listeners, { resolve, reject })
      })
      worker.addEventListener('error', ({ message }) => {
        listeners.died(message)
        reject(notStarted(message))
      })
      worker.postMessage(setup)
    })
  } catch (error) {
    worker.terminate()
    throw error
  } finally {
    URL.revokeObjectURL(url)
  }
  return {
    post: (delivery) => worker.postMessage(delivery, [delivery.parcel]),
    stop: async (grace = GRACE) => {
      const timer = setTimeout(end, grace)
      await ended
      clearTimeout(timer)
      worker.terminate()
    },
  }
}
