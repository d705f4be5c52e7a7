import { cpu } from '@snn/backend-cpu'
import { webgpu, type WebgpuOptions } from '@snn/backend-webgpu'
import type { Backend } from '@snn/core'
import type { BackendName } from './backend-name.js'

/** What may be asked of a backend; one that compiles nothing has nothing to tell. */
export type BackendOptions = Pick<WebgpuOptions, 'warmUp'>

/** The backends that the page can make, by name. */
export const factories: Readonly<Record<BackendName, (o?: BackendOptions) => Promise<Backend>>> = {
  cpu: () => cpu(),
  webgpu: (o) => webgpu(o),
}
