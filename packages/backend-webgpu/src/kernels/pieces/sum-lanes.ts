import type { TwoForms } from '../../device/subgroups.js'

/**
 * Sums over the lanes of a workgroup: of those before a lane, and of all. It has one barrier, and another must come before it is
 * called again. With subgroups a lane adds up one number for each of them, instead of one for each lane.
 */
export const sumLanes = (lanes: number): TwoForms => ({
  plain: `
${memory(lanes)}
fn sumLanes(size: u32, lane: u32) -> Sums {
  sizes[lane] = size;
  workgroupBarrier();
  var sums = Sums(0u, 0u);
  for (var k = 0u; k < ${lanes}u; k++) {
    if (k < lane) { sums.before += sizes[k]; }
    sums.all += sizes[k];
  }
  return sums;
}
`,
  subgroups: `
${memory(lanes)}
fn sumLanes(size: u32, lane: u32) -> Sums {
  var sums = Sums(subgroupExclusiveAdd(size), 0u);
  let own = subgroupAdd(size);
  if (subgroupElect()) { sizes[subgroup] = own; }
  workgroupBarrier();
  let subgroups = subgroupsTaken();
  for (var k = 0u; k < subgroups; k++) {
    if (k < subgroup) { sums.before += sizes[k]; }
    sums.all += sizes[k];
  }
  return sums;
}
`,
})

/** `sizes` is of lanes in the first form, of subgroups in the other. */
const memory = (lanes: number): string => `
struct Sums { before: u32, all: u32 }
var<workgroup> sizes: array<u32, ${lanes}>;`
