/**
 * The synapses, forward: what the events of a row bring to a column. `rows` holds where every row begins and ends
 * in `neurons`. `work` counts the rows of weights that were added.
 */
export const gatherEvents = `
var<private> work = 0u;
fn gathered(row: u32, column: u32) -> f32 {
  var sum = 0.0;
  let end = rowsWord(2u * row + 1u);
  for (var k = rowsWord(2u * row); k < end; k++) {
    sum += weight(neuronsWord(k) * args.columns + column);
    work++;
  }
  return sum;
}
`
