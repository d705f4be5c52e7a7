/**
 * Compaction: where the lanes of a workgroup put their entries in a list that all workgroups share. The entries of a
 * workgroup lie together, by lane. Where the list has room for them depends on which workgroup came first, so every reader
 * finds them by the `start` that is kept, and nothing that is computed depends on it. A list that is full goes on counting.
 */
export const placeEntries = (lanes: number): string => `
var<workgroup> sizes: array<u32, ${lanes}>;
var<workgroup> first: u32;
struct Place { start: u32, fits: bool }
fn placeEntries(size: u32, lane: u32, counter: u32) -> Place {
  sizes[lane] = size;
  workgroupBarrier();
  var before = 0u;
  var total = 0u;
  for (var k = 0u; k < ${lanes}u; k++) {
    if (k < lane) { before += sizes[k]; }
    total += sizes[k];
  }
  if (lane == 0u) { first = addCounters(counter, total); }
  let begin = workgroupUniformLoad(&first);
  return Place(begin + before, begin + total <= args.capacity);
}
`
