import { conductUntilClosed, createAgent, helpUntilClosed, type AgentSetup } from './engine/agent.js'

/** What a worker is started with. */
export interface WorkerSetup extends AgentSetup {
  /** A conductor runs phases from this index of int32 on; absent for a helper. */
  readonly firstPhase?: number
}

/** What a worker tells the host. */
export type WorkerMessage =
  | { readonly ready: true }
  | { readonly failed: string }
  /** A conductor has carried out this report. */
  | { readonly report: number }

/** The life of a worker. It returns when the engine closes. */
export function serve(setup: WorkerSetup, post: (message: WorkerMessage) => void): void {
  try {
    const agent = createAgent(setup)
    post({ ready: true })
    if (setup.firstPhase === undefined) helpUntilClosed(agent)
    else conductUntilClosed(agent, setup.firstPhase, (report) => post({ report }))
  } catch (error) {
    post({ failed: String(error) })
  }
}
