import { backendNames, type BackendName } from '../backend-name.js'
import { factories } from '../backends.js'
import { errorText } from '../error-text.js'
import type { FoundBackend } from './messages.js'

/** Tries every backend: on what device it runs here, or why it does not. */
export async function findBackends(): Promise<FoundBackend[]> {
  return Promise.all(backendNames.map(find))
}

async function find(name: BackendName): Promise<FoundBackend> {
  try {
    const backend = await factories[name]()
    const { device, details } = backend
    await backend.close()
    return { name, device, software: details['software'] === true, why: undefined }
  } catch (error) {
    return { name, device: undefined, software: false, why: errorText(error) }
  }
}
