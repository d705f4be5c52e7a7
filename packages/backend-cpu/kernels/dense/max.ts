import { Reduce } from './records'

/** output[o, c] = max over l of input[o, l, c], for the units o · inner + c. */
export function maxElements(args: usize, from: u32, to: u32): void {
  const call = changetype<Reduce>(args)
  const stride = <usize>call.inner << 2
  for (let unit = from; unit < to; unit++) {
    let at = first(call, unit)
    let best = load<f32>(at)
    for (let l: u32 = 1; l < call.length; l++) {
      at += stride
      const value = load<f32>(at)
      best = value > best ? value : best
    }
    store<f32>(call.output + (<usize>unit << 2), best)
  }
}

/** The l of the maximum, the first one of several, as int32. */
export function argmaxElements(args: usize, from: u32, to: u32): void {
  const call = changetype<Reduce>(args)
  const stride = <usize>call.inner << 2
  for (let unit = from; unit < to; unit++) {
    let at = first(call, unit)
    let best = load<f32>(at)
    let place: u32 = 0
    for (let l: u32 = 1; l < call.length; l++) {
      at += stride
      const value = load<f32>(at)
      if (value > best) {
        best = value
        place = l
      }
    }
    store<u32>(call.output + (<usize>unit << 2), place)
  }
}

// @ts-ignore: decorator
@inline
function first(call: Reduce, unit: u32): usize {
  return call.input + (<usize>(unit / call.inner * call.length * call.inner + unit % call.inner) << 2)
}
