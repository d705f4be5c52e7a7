/** Probabilities of logits. */
export function softmax(logits: ArrayLike<number>): number[] {
  const most = Math.max(...Array.from(logits))
  const weights = Array.from(logits, (logit) => Math.exp(logit - most))
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}
