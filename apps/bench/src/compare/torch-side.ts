import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { BackendError } from '@snn/core'
import { writeWork } from '../work/files.js'
import type { Work } from '../work/work.js'
import type { Side, StepTime } from './side.js'

/** Programs in PyTorch, by what they do. */
export const torchVariants = ['manual', 'autograd', 'checkpoint', 'snntorch'] as const
export type TorchVariant = (typeof torchVariants)[number]

/** No page faults in the loop: what is freed is kept, instead of going back to the system at every step. */
const TUNED = {
  MALLOC_MMAP_THRESHOLD_: '17179869184',
  MALLOC_TRIM_THRESHOLD_: '17179869184',
  MALLOC_TOP_PAD_: '268435456',
}

/** The folder of the Python programs. */
export const peers = fileURLToPath(new URL('../../peers/', import.meta.url))

/** The Python that runs peers: `SNN_PYTHON`, which may be a wrapper, or `python3`. */
export const python = (): string => process.env['SNN_PYTHON'] || 'python3'

/**
 * Dense PyTorch on the same work, as a process of its own that waits between its steps.
 * @throws BackendError that says what to install when there is no such Python, or it has no torch.
 */
export async function torchSide(
  name: string,
  variant: TorchVariant,
  work: Work,
  o: { readonly threads: number; readonly tuned: boolean },
): Promise<Side> {
  const folder = await mkdtemp(join(process.env['SNN_PEER_TMP'] ?? tmpdir(), 'snn-peer-'))
  try {
    await writeWork(folder, work)
    const peer = startPeer(name, [variant, folder, String(o.threads)], o)
    const hello = await peer.next()
    const { library, blas, threads } = hello as {
      readonly library: string
      readonly blas: string
      readonly threads: number
    }
    return {
      name,
      description: `${library} (${blas}), ${threads} threads, dense by ${variant}, allocator ${o.tuned ? 'tuned' : 'as it comes'}`,
      async check() {
        const { loss } = (await peer.ask('check')) as { readonly loss: number }
        const gradients: Float32Array[] = []
        for (const at of work.weights.keys())
          gradients.push(new Float32Array(Uint8Array.from(await readFile(join(folder, `peer-dW${at}.bin`))).buffer))
        return { loss, gradients }
      },
      async turn(ms) {
        const steps: StepTime[] = []
        const end = performance.now() + ms
        do {
          const { stepMs, cpuMs } = (await peer.ask('step')) as { readonly stepMs: number; readonly cpuMs: number }
          steps.push({ ms: stepMs, cpuMs })
        } while (performance.now() < end)
        return steps
      },
      async close() {
        await peer.close()
        await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

interface Peer {
  next(): Promise<object>
  ask(command: string): Promise<object>
  close(): Promise<void>
}

function startPeer(
  name: string,
  args: readonly string[],
  o: { readonly threads: number; readonly tuned: boolean },
): Peer {
  const child = spawn(python(), [join(peers, 'serve.py'), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      OMP_NUM_THREADS: String(o.threads),
      PYTHONDONTWRITEBYTECODE: '1',
      ...(o.tuned ? TUNED : {}),
    },
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  child.stdin.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = new Promise<Error>((resolve) => {
    child.on('error', resolve)
    child.on('close', (code, signal) => resolve(new Error(`it ended with ${signal ?? code}`)))
  })
  const next = async (): Promise<object> => {
    const line = await Promise.race([lines.next(), ended.then((cause) => cause)])
    if (line instanceof Error || line.done) throw missing(name, line instanceof Error ? line : await ended, errors)
    return JSON.parse(line.value) as object
  }
  return {
    next,
    ask(command) {
      child.stdin.write(`${command}\n`)
      return next()
    },
    async close() {
      child.stdin.end('quit\n')
      await ended
    },
  }
}

const INSTALL = {
  torch:
    'Install PyTorch for it: `pip install torch`, or on Debian `apt-get install python3-torch libopenblas0-openmp`.',
  snntorch: 'Install snnTorch for it: `pip install snntorch`.',
}

/** What to say of a peer that did not answer. */
export function missing(name: string, cause: Error, errors: string): BackendError {
  const last = errors.trim().split('\n').at(-1) || cause.message
  const absent = /ENOENT|No module named/.test(last)
  const wanted = last.includes('snntorch') ? 'snntorch' : 'torch'
  return new BackendError({
    what: `the peer ${name} ${absent ? 'is missing' : 'failed'}: ${last}`,
    context: `It is run by ${python()} (SNN_PYTHON names another).`,
    fix: absent ? INSTALL[wanted] : undefined,
    cause,
  })
}
