/** Adds to a counter of two words. */
export const countWork = `
fn countWork(at: u32, amount: u32) {
  let before = addCounters(at, amount);
  if (before + amount < before) { addCounters(at + 1u, 1u); }
}
`
