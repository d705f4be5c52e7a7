import { Guard } from './records'

const EXPONENT: u32 = 0x7f800000

/** Raises the flag when one of the pieces from … to holds a number whose exponent is all ones: infinity or NaN. */
export function guardPieces(args: usize, from: u32, to: u32): void {
  const call = changetype<Guard>(args)
  const mask = i32x4.splat(EXPONENT)
  for (let piece = from; piece < to; piece++) {
    const words = args + offsetof<Guard>() + (<usize>piece << 3)
    let at = load<usize>(words)
    const end = at + (<usize>load<u32>(words, 4) << 2)
    let found = i32x4.splat(0)
    for (; at + 16 <= end; at += 16) found = v128.or(found, i32x4.eq(v128.and(v128.load(at), mask), mask))
    let some = v128.any_true(found)
    for (; at < end; at += 4) some = some || (load<u32>(at) & EXPONENT) == EXPONENT
    if (some) store<u32>(call.flag, 1)
  }
}
