/** Backends in the order in which they are offered. */
export const backendNames = ['cpu', 'webgpu'] as const

export type BackendName = (typeof backendNames)[number]
