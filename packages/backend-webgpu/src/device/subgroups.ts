/**
 * A piece of WGSL in two forms, of which the second is for devices with subgroups. There the lanes of a subgroup follow one
 * another, and `subgroup` is its place among `subgroupsTaken()` in a workgroup.
 */
export interface TwoForms {
  readonly plain: string
  readonly subgroups: string
}

/**
 * Numbers the lanes anew: WGSL does not say how subgroups lie in `local_invocation_index`, so each takes the next numbers by
 * one atomic. Which invocation gets which number may depend on timing. What is computed goes by the number, so that does not.
 */
export const numberLanes = `
/** How many subgroups have taken their numbers, in the upper half, and how many numbers. */
var<workgroup> taken: atomic<u32>;
var<private> subgroup: u32;
fn numberLane() -> u32 {
  let rank = subgroupExclusiveAdd(1u);
  let size = subgroupAdd(1u);
  var before = 0u;
  if (subgroupElect()) { before = atomicAdd(&taken, 0x10000u + size); }
  before = subgroupBroadcastFirst(before);
  subgroup = before >> 16u;
  return (before & 0xffffu) + rank;
}
/** To be called behind a barrier. */
fn subgroupsTaken() -> u32 { return atomicLoad(&taken) >> 16u; }
`
