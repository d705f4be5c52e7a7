/**
 * Functions of expressions in WGSL, since those built in may be off by far more than float32 rounds. They rely on no
 * cancellation, which compilers may reorder away, and on no NaN or infinity but to write one for `guard` to find.
 */
export const functions = {
  exp: `
/** e^x = 2^n e^r with |r| <= ln(2)/2. */
fn snnExp(x: f32) -> f32 {
  if (x < -87.3) { return 0.0; }
  if (x > 88.722) { return bitcast<f32>(0x7f800000u | (bitcast<u32>(x) & 0x80000000u)); }
  let n = round(x * 1.4426950408889634);
  let r = (x - n * 0.693359375) + n * 2.1219444005469058e-4;
  let p = ((((1.9875691500e-4 * r + 1.3981999507e-3) * r + 8.3334519073e-3) * r + 4.1665795894e-2) * r + 1.6666665459e-1) * r + 0.5;
  let half = i32(n) / 2;
  let power = bitcast<f32>(u32(half + 127) << 23u) * bitcast<f32>(u32(i32(n) - half + 127) << 23u);
  return (p * r * r + r + 1.0) * power;
}
`,
  log: `
/** log x = e ln 2 + 2 atanh z with z = (m - 1) / (m + 1), m in [sqrt 1/2, sqrt 2). */
fn snnLog(x: f32) -> f32 {
  if (!(x > 0.0)) { return bitcast<f32>(0xff800000u | (bitcast<u32>(x) & 0x7fffffffu)); }
  if (bitcast<u32>(x) >= 0x7f800000u) { return x; }
  let bits = bitcast<u32>(x) - 0x3f3504f3u;
  let e = bitcast<i32>(bits) >> 23u;
  let m = bitcast<f32>((bits & 0x007fffffu) + 0x3f3504f3u);
  return f32(e) * 0.6931471805599453 + snnAtanh2((m - 1.0) / (m + 1.0));
}
`,
  atanh2: `
/** 2 atanh z for |z| <= 1/3. */
fn snnAtanh2(z: f32) -> f32 {
  let s = z * z;
  let p = ((((((s / 15.0 + 1.0 / 13.0) * s + 1.0 / 11.0) * s + 1.0 / 9.0) * s + 1.0 / 7.0) * s + 0.2) * s + 1.0 / 3.0) * s;
  return 2.0 * (z + z * p);
}
`,
  tanh: `
fn snnTanh(x: f32) -> f32 {
  let s = x * x;
  let p = ((((-5.70498872745e-3 * s + 2.06390887954e-2) * s - 5.37397155531e-2) * s + 1.33314422036e-1) * s - 3.33332819422e-1) * s;
  if (abs(x) < 0.625) { return p * x + x; }
  return sign(x) * (1.0 - 2.0 / (snnExp(2.0 * min(abs(x), 10.0)) + 1.0));
}
`,
  sigmoid: `
fn snnSigmoid(x: f32) -> f32 {
  let e = snnExp(-abs(x));
  return select(1.0, e, x < 0.0) / (1.0 + e);
}
`,
  softplus: `
/** max(x, 0) + log(1 + e) with e = e^-|x|, which is 2 atanh of e / (2 + e). */
fn snnSoftplus(x: f32) -> f32 {
  let e = snnExp(-abs(x));
  return max(x, 0.0) + snnAtanh2(e / (2.0 + e));
}
`,
} as const

export type FunctionName = keyof typeof functions

/** What each function calls. */
export const calls: Readonly<Record<FunctionName, readonly FunctionName[]>> = {
  exp: [],
  atanh2: [],
  log: ['atanh2'],
  tanh: ['exp'],
  sigmoid: ['exp'],
  softplus: ['exp', 'atanh2'],
}
