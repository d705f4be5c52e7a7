/** Samples of 250 events each on 784 neurons, made by a rule, with a label each. */
export function madeUpBatch(batch = 16) {
  const [time, neurons] = [100, 784]
  const [b, t, i] = [[], [], []]
  for (let event = 0; event < 250 * batch; event++) {
    b.push(event % batch)
    t.push((event * 7 + (event % batch)) % 60)
    i.push((event * 31 + (event % batch) * 50) % neurons)
  }
  return { events: { batch, time, neurons, b, t, i }, labels: Int32Array.from({ length: batch }, (_, k) => k % 10) }
}
