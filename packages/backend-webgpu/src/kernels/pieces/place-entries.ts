/**
 * Compaction, with `sumLanes`: where the lanes of a workgroup put their entries in a list that all workgroups share. The entries
 * of a workgroup lie together, by lane. Where the list has room for them depends on which workgroup came first, so every reader
 * finds them by the `start` that is kept, and nothing that is computed depends on it. A list that is full goes on counting.
 */
export const placeEntries = `
var<workgroup> first: u32;
struct Place { start: u32, fits: bool }
fn placeEntries(size: u32, lane: u32, counter: u32) -> Place {
  let sums = sumLanes(size, lane);
  if (lane == 0u) { first = addCounters(counter, sums.all); }
  workgroupBarrier();
  return Place(first + sums.before, first + sums.all <= args.capacity);
}
`
