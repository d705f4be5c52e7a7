/**
 * The derivative g(u) that stands for the derivative of the threshold, u = V - V_th.
 *
 * Source: eq. (6) of Perez-Nieves & Goodman 2021 for its place; each function names its own formula.
 */
export type Surrogate = (u: number) => number

/** Fast sigmoid: g(u) = 1 / (beta |u| + 1)²; the paper's surrogate, with beta = 100. */
export function fastSigmoid(beta: number): Surrogate {
  return (u) => 1 / (beta * Math.abs(u) + 1) ** 2
}

/** Triangle of Esser et al. 2016: g(u) = height · max(0, 1 - |u| / width), zero from |u| = width on. */
export function triangle(height: number, width: number): Surrogate {
  return (u) => height * Math.max(0, 1 - Math.abs(u) / width)
}

/** Boxcar: g(u) = height where |u| < width / 2, else 0. */
export function boxcar(height: number, width: number): Surrogate {
  return (u) => (Math.abs(u) < width / 2 ? height : 0)
}

/** Arctan (Fang et al. 2021): the derivative of arctan(π/2 · slope · u) / π, g(u) = slope / 2 / (1 + (π/2 · slope · u)²). */
export function arctan(slope: number): Surrogate {
  return (u) => slope / 2 / (1 + ((Math.PI / 2) * slope * u) ** 2)
}

/** Gaussian: the normal density of standard deviation sigma, g(u) = exp(-u² / 2 sigma²) / (sigma √(2π)). */
export function gaussian(sigma: number): Surrogate {
  return (u) => Math.exp(-((u / sigma) ** 2) / 2) / (sigma * Math.sqrt(2 * Math.PI))
}

/** Logistic: the derivative of s(u) = 1 / (1 + exp(-slope · u)), g(u) = slope · s(u) · (1 - s(u)). */
export function logistic(slope: number): Surrogate {
  return (u) => {
    const tail = Math.exp(-slope * Math.abs(u))
    return (slope * tail) / (1 + tail) ** 2
  }
}

/** A surrogate as data, so that a backend can be given the same one. */
export type SurrogateDescription =
  | { readonly kind: 'fast-sigmoid'; readonly beta: number }
  | { readonly kind: 'triangle'; readonly height: number; readonly width: number }
  | { readonly kind: 'boxcar'; readonly height: number; readonly width: number }
  | { readonly kind: 'arctan'; readonly slope: number }
  | { readonly kind: 'gaussian'; readonly sigma: number }
  | { readonly kind: 'logistic'; readonly slope: number }

/** The function of a description. */
export function surrogateOf(description: SurrogateDescription): Surrogate {
  switch (description.kind) {
    case 'fast-sigmoid':
      return fastSigmoid(description.beta)
    case 'triangle':
      return triangle(description.height, description.width)
    case 'boxcar':
      return boxcar(description.height, description.width)
    case 'arctan':
      return arctan(description.slope)
    case 'gaussian':
      return gaussian(description.sigma)
    case 'logistic':
      return logistic(description.slope)
    default:
      return description satisfies never
  }
}
