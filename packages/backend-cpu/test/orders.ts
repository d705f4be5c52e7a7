import type { Delivery, Order } from '../src/pool/member.js'

interface Messenger {
  postMessage(message: unknown, transfer?: unknown): void
}

/**
 * Shows `seen` every order that goes to a worker of a pool, with the worker, before it is sent or, where `seen` returns another one, that.
 * Works for the Worker of Node and that of pages.
 * @returns what ends it.
 */
export function watchOrders<Worker extends Messenger>(
  { prototype }: { readonly prototype: Worker },
  seen: (order: Order, worker: Worker) => Order | undefined | void,
): () => void {
  const send = prototype.postMessage
  prototype.postMessage = function (this: Worker, message, transfer) {
    const { order, parcel } = message as Delivery
    send.call(this, order ? { order: seen(order, this) ?? order, parcel } : message, transfer)
  }
  return () => (prototype.postMessage = send)
}
