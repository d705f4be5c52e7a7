import { cpu } from '@snn/backend-cpu'
import { webgpu } from '@snn/backend-webgpu'
import { ArgumentError, type Backend } from '@snn/core'

/** What every backend may be told. */
export interface BackendOptions {
  readonly threads?: number | undefined
}

/** The backends that can be measured, by name. */
export const backends: Readonly<Record<string, (o: BackendOptions) => Promise<Backend>>> = {
  cpu: ({ threads }) => cpu(threads === undefined ? {} : { threads }),
  webgpu: () => webgpu(),
}

/** @throws ArgumentError for an unknown name. */
export function openBackend(name: string, o: BackendOptions): Promise<Backend> {
  const factory = Object.hasOwn(backends, name) ? backends[name] : undefined
  if (!factory)
    throw new ArgumentError({
      what: `--backend must be one of ${Object.keys(backends).join(', ')}; got '${name}'`,
      where: 'backend',
    })
  return factory(o)
}
