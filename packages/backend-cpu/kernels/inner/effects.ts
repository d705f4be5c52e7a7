/**
 * What a drive of 1 at step t adds to a logit that is a sum, a mean or the last of U over time: effects[t] = (1 - α) ∂logit/∂U[t+1], where
 *
 *     ∂logit/∂U[t] = α ∂logit/∂U[t+1] + (`scale` where the reduction counts step t)
 *
 * Returns ∂logit/∂U[0].
 */
export function fillEffects(alpha: f32, scale: f32, everyStep: bool, time: u32, effects: usize): f64 {
  let y: f64 = 0
  for (let t = time; t > 0; ) {
    t--
    store<f32>(effects + (t << 2), <f32>((1 - <f64>alpha) * y))
    y *= alpha
    if (everyStep || t + 1 == time) y += scale
    if (y < 1e-30) y = 0
  }
  return y
}

/** The effect of a drive of 1 at every step. */
export function sumOfEffects(effects: usize, time: u32): f32 {
  let sum: f64 = 0
  for (const end = effects + (time << 2); effects < end; effects += 4) sum += load<f32>(effects)
  return <f32>sum
}
