import { cpu } from '@snn/backend-cpu'
import { webgpu } from '@snn/backend-webgpu'
import type { BackendFactory } from '@snn/core'
import type { BackendName } from './backend-name.js'

/** The backends that the page can make, by name. */
export const factories: Readonly<Record<BackendName, BackendFactory>> = { cpu: () => cpu(), webgpu: () => webgpu() }
