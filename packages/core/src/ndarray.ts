import createNdarray, { type NdArray } from 'ndarray'
import type { HostArray } from './host-array.js'

/**
 * A host array as an `ndarray`, over the same memory. The way in needs no function: an ndarray is a host array.
 *
 * Apart from the main entry, because ndarray builds its constructors by `new Function`, which a page with a content
 * security policy refuses.
 * @public
 */
export function toNdarray<A extends Float32Array | Int32Array>(view: HostArray<A>): NdArray<A> {
  return createNdarray(view.data, [...view.shape], [...view.stride], view.offset)
}
