import { conductUntilClosed } from './engine/conductor.js'
import { createTeammate, helpUntilClosed, type TeamSetup } from './engine/team.js'
import { createMember, type Delivery, type MemberSetup } from './pool/member.js'

/** What a thread is started with that shares its memory with others. */
export interface SharingSetup extends TeamSetup {
  /** A conductor runs phases from this index of int32 on; absent for a helper. */
  readonly firstPhase?: number
}

/** What a worker is started with. */
export type WorkerSetup = SharingSetup | MemberSetup

/** What a worker tells the host. */
export type WorkerMessage =
  | { readonly ready: true }
  | { readonly failed: string }
  /** A conductor has carried out this report. */
  | { readonly report: number }
  /** A member of a pool has carried out an order. */
  | { readonly parcel: ArrayBuffer }

type Post = (message: WorkerMessage, transfer?: ArrayBuffer[]) => void

/**
 * The life of a worker. Where memory is shared, it returns when the engine closes; a member of a pool returns at once, with what is to be
 * called for every order.
 */
export function serve(setup: WorkerSetup, post: Post): ((delivery: Delivery) => void) | undefined {
  try {
    if ('limit' in setup) return serveMember(setup, post)
    const own = createTeammate(setup)
    post({ ready: true })
    if (setup.firstPhase === undefined) helpUntilClosed(own)
    else conductUntilClosed(own, setup.firstPhase, (report) => post({ report }))
  } catch (error) {
    post({ failed: String(error) })
  }
  return undefined
}

function serveMember(setup: MemberSetup, post: Post): (delivery: Delivery) => void {
  const carryOut = createMember(setup)
  post({ ready: true })
  return (delivery) => {
    try {
      carryOut(delivery)
      post({ parcel: delivery.parcel }, [delivery.parcel])
    } catch (error) {
      post({ failed: String(error) })
    }
  }
}
