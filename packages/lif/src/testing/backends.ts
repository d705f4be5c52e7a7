import { cpu } from '@snn/backend-cpu'
import { plain } from '@snn/conformance'
import type { BackendFactory } from '@snn/core'

/** A backend that models are tested on. */
export interface Tested {
  readonly name: string
  readonly make: BackendFactory
  /** Whether potentials between two steps have the bits of those carried from piece to piece: float32 all through. */
  readonly carriesExactly: boolean
}

export const backends: readonly Tested[] = [
  { name: 'plain', make: () => plain(), carriesExactly: false },
  { name: 'cpu', make: () => cpu({ threads: 2 }), carriesExactly: true },
]
