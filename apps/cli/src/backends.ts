import { cpu } from '@snn/backend-cpu'
import { webgpu } from '@snn/backend-webgpu'
import { ArgumentError, type Backend } from '@snn/core'

/** What the command line says about a backend. */
export interface BackendOptions {
  readonly threads?: number | undefined
}

/** The backends this program can make, by name. */
export const factories: Readonly<Record<string, (o: BackendOptions) => Promise<Backend>>> = {
  cpu: ({ threads }) => cpu(threads === undefined ? {} : { threads }),
  webgpu: () => webgpu(),
}

export function openBackend(name: string, o: BackendOptions): Promise<Backend> {
  const factory = factories[name]
  if (!factory)
    throw new ArgumentError({
      what: `--backend must be one of ${Object.keys(factories).join(', ')}; got '${name}'`,
      where: 'backend',
      fix: '`snn backends` says what this machine can do.',
    })
  return factory(o)
}
