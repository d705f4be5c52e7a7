import { cpu } from '@snn/backend-cpu'
import { webgpu, type WebgpuOptions } from '@snn/backend-webgpu'
import { ArgumentError, type Backend } from '@snn/core'

/** What a command line says about a backend. */
export interface BackendOptions extends Pick<WebgpuOptions, 'warmUp' | 'profile'> {
  readonly threads?: number | undefined
}

/** The backends that the programs can make, by name. */
export const factories: Readonly<Record<string, (o: BackendOptions) => Promise<Backend>>> = {
  async cpu({ threads, profile }) {
    if (profile) throw profilesNothing('cpu')
    return cpu(threads === undefined ? {} : { threads })
  },
  webgpu: ({ warmUp, profile }) => webgpu({ ...(warmUp && { warmUp }), ...(profile && { profile }) }),
}

/** @throws ArgumentError for an unknown name. */
export function openBackend(name: string, o: BackendOptions): Promise<Backend> {
  const factory = Object.hasOwn(factories, name) ? factories[name] : undefined
  if (!factory)
    throw new ArgumentError({
      what: `--backend must be one of ${Object.keys(factories).join(', ')}; got '${name}'`,
      where: 'backend',
      fix: '`snn backends` says what this machine can do.',
    })
  return factory(o)
}

function profilesNothing(name: string): ArgumentError {
  return new ArgumentError({
    what: `--profile needs a backend that measures its kernels; ${name} does not`,
    where: 'profile',
    fix: 'Add --backend webgpu.',
  })
}
