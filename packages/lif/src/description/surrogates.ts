import { abs, add, div, exp, mul, neg, select, sigmoid, square, sub, maximum } from '@snn/core'
import { checkOptions, checkPositive } from '@snn/core/checks'
import { surrogate, type Surrogate } from './surrogate.js'

/**
 * The fast sigmoid's derivative, g(u) = 1 / (slope |u| + 1)²; eq. (6) of Perez-Nieves & Goodman 2021 with slope β = 100.
 * @param o.slope β, above 0 (default 100).
 * @public
 */
export function fastSigmoid(o: { readonly slope?: number } = {}): Surrogate {
  const { slope } = withDefaults('fastSigmoid', { slope: 100 }, o)
  return surrogate(`fastSigmoid ${slope}`, (u) => div(1, square(add(mul(slope, abs(u)), 1))))
}

/**
 * The triangle of Esser et al. 2016, g(u) = height · max(0, 1 - |u| / width).
 * @param o.height g(0), above 0 (default 1).
 * @param o.width the |u| from which g is zero (default 1).
 * @public
 */
export function triangle(o: { readonly height?: number; readonly width?: number } = {}): Surrogate {
  const { height, width } = withDefaults('triangle', { height: 1, width: 1 }, o)
  return surrogate(`triangle ${height} ${width}`, (u) => mul(height, maximum(0, sub(1, mul(1 / width, abs(u))))))
}

/**
 * The boxcar, g(u) = height where |u| < width / 2, else 0: the derivative of a ramp of this width.
 * @param o.height above 0 (default 1).
 * @param o.width above 0 (default 1).
 * @public
 */
export function boxcar(o: { readonly height?: number; readonly width?: number } = {}): Surrogate {
  const { height, width } = withDefaults('boxcar', { height: 1, width: 1 }, o)
  return surrogate(`boxcar ${height} ${width}`, (u) => select('lt', abs(u), width / 2, height, 0))
}

/**
 * The derivative of arctan(π/2 · slope · u) / π, g(u) = slope/2 / (1 + (π/2 · slope · u)²); Fang et al. 2021.
 * @param o.slope above 0 (default 2).
 * @public
 */
export function arctan(o: { readonly slope?: number } = {}): Surrogate {
  const { slope } = withDefaults('arctan', { slope: 2 }, o)
  return surrogate(`arctan ${slope}`, (u) => div(slope / 2, add(1, square(mul((Math.PI / 2) * slope, u)))))
}

/**
 * The normal density, g(u) = exp(-u² / 2σ²) / (σ √(2π)).
 * @param o.sigma σ, above 0 (default 0.5).
 * @public
 */
export function gaussian(o: { readonly sigma?: number } = {}): Surrogate {
  const { sigma } = withDefaults('gaussian', { sigma: 0.5 }, o)
  return surrogate(`gaussian ${sigma}`, (u) =>
    mul(1 / (sigma * Math.sqrt(2 * Math.PI)), exp(neg(mul(0.5, square(mul(1 / sigma, u)))))),
  )
}

/**
 * The logistic function's derivative, g(u) = slope · s (1 - s) with s = 1 / (1 + exp(-slope · u)).
 * @param o.slope above 0 (default 25).
 * @public
 */
export function logistic(o: { readonly slope?: number } = {}): Surrogate {
  const { slope } = withDefaults('logistic', { slope: 25 }, o)
  return surrogate(`logistic ${slope}`, (u) => {
    // 1 - s(u) = s(-u), without the cancellation.
    const x = mul(slope, u)
    return mul(slope, mul(sigmoid(x), sigmoid(neg(x))))
  })
}

function withDefaults<const T extends Readonly<Record<string, number>>>(
  where: string,
  defaults: T,
  given: { readonly [name in keyof T]?: number },
): { readonly [name in keyof T]: number } {
  checkOptions(where, given, Object.keys(defaults))
  const all = { ...defaults, ...given }
  for (const [name, value] of Object.entries(all)) checkPositive(`${where}.${name}`, value)
  return all
}
