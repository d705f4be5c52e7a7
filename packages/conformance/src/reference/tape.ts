/** A number that a tape remembers, by its place on the tape. */
export type Scalar = number

/** Reverse-mode automatic differentiation of scalars: a list of values, each with its parents and partial derivatives. */
export interface Tape {
  /** A value that depends on nothing. */
  leaf(value: number): Scalar
  /** A value with its partial derivative with respect to each parent. */
  node(value: number, parents: readonly (readonly [Scalar, number])[]): Scalar
  value(x: Scalar): number
  /** The derivative of `y` with respect to everything on the tape, by place. */
  gradient(y: Scalar): Float64Array
}

/** An empty tape. */
export function createTape(): Tape {
  const values: number[] = []
  const parentsOf: (readonly (readonly [Scalar, number])[])[] = []
  const node = (value: number, parents: readonly (readonly [Scalar, number])[]): Scalar => {
    parentsOf.push(parents)
    return values.push(value) - 1
  }
  return {
    leaf: (value) => node(value, []),
    node,
    value: (x) => values[x]!,
    gradient(y) {
      const adjoint = new Float64Array(values.length)
      adjoint[y] = 1
      for (let n = y; n >= 0; n--) {
        for (const [parent, partial] of parentsOf[n]!) adjoint[parent]! += adjoint[n]! * partial
      }
      return adjoint
    },
  }
}

/** x + y. */
export function add(tape: Tape, x: Scalar, y: Scalar): Scalar {
  return tape.node(tape.value(x) + tape.value(y), [
    [x, 1],
    [y, 1],
  ])
}

/** x · y. */
export function multiply(tape: Tape, x: Scalar, y: Scalar): Scalar {
  return tape.node(tape.value(x) * tape.value(y), [
    [x, tape.value(y)],
    [y, tape.value(x)],
  ])
}

/** factor · x + offset, with constants. */
export function affine(tape: Tape, x: Scalar, factor: number, offset = 0): Scalar {
  return tape.node(factor * tape.value(x) + offset, [[x, factor]])
}

/** x^power where x > 0, else 0, with derivative 0 there. */
export function positivePower(tape: Tape, x: Scalar, power: number): Scalar {
  const value = tape.value(x)
  return value > 0 ? tape.node(value ** power, [[x, power * value ** (power - 1)]]) : tape.leaf(0)
}

/** e^x. */
export function exponential(tape: Tape, x: Scalar): Scalar {
  const value = Math.exp(tape.value(x))
  return tape.node(value, [[x, value]])
}

/** ln x. */
export function logarithm(tape: Tape, x: Scalar): Scalar {
  return tape.node(Math.log(tape.value(x)), [[x, 1 / tape.value(x)]])
}

/** The larger of the two, the first where they are equal. */
export function maximum(tape: Tape, x: Scalar, y: Scalar): Scalar {
  return tape.value(x) >= tape.value(y) ? x : y
}
