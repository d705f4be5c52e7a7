import { ArgumentError, DtypeError } from '../errors.js'
import * as build from '../expression/build.js'
import { isExpression, type Compare, type Expression } from '../expression/expression.js'
import { asPublic } from '../runtime.js'
import type { DeviceTensor, Scalar, Tensor } from '../tensor.js'
import { asTensor, isTensor } from '../value.js'
import { mapTensors } from './map.js'

/*
 * Elementwise functions: on tensors, whose shapes are broadcast, and under the same names on the symbols of a surrogate or
 * a neuron. A number beside a tensor is a scalar argument: another number needs no other kernel.
 */

/** @public */
export type Operand = Tensor | number
/** @public */
export type Symbolic = Expression | number

type Build = (...operands: Expression[]) => Expression

/** Applies a function of expressions to operands, whatever they are. */
function apply(name: string, operands: readonly unknown[], of: Build): never {
  if (operands.some((operand) => isTensor(operand))) return asPublic(applyToTensors(name, operands, of)) as never
  if (operands.some((operand) => isExpression(operand))) return of(...(operands as Expression[])) as never
  throw new ArgumentError({
    what: `${name} takes tensors, or the symbols of an expression; got ${operands.map((operand) => typeof operand).join(', ')}`,
    fix: 'Make a tensor by backend.tensor(…); for plain numbers use Math.',
  })
}

function applyToTensors(name: string, operands: readonly unknown[], of: Build): DeviceTensor<'float32'> {
  const tensors: DeviceTensor[] = []
  const scalars: number[] = []
  const symbols = operands.map((operand) => {
    if (typeof operand === 'number') return build.scalar(scalars.push(checkFinite(name, operand)) - 1)
    const tensor = asTensor(operand, name)
    if (tensor.dtype !== 'float32')
      throw new DtypeError({
        what: `${name} takes float32 tensors; got ${tensor.dtype}`,
        fix: 'Convert it: toFloat(x).',
      })
    return build.input(tensors.push(tensor) - 1)
  })
  return mapTensors(name, of(...symbols), tensors, scalars)
}

function checkFinite(name: string, value: number): number {
  if (!Number.isFinite(value))
    throw new ArgumentError({
      what: `${name} was given ${value}`,
      fix: 'No kernel relies on NaN or infinity: give a finite number.',
    })
  return value
}

/** Sum without checks, for gradients. */
export function addTensors(a: DeviceTensor<'float32'>, b: DeviceTensor<'float32'>): DeviceTensor<'float32'> {
  return mapTensors('add', build.add(build.input(0), build.input(1)), [a, b])
}

/** Integers as float32, exact up to 2^24. @public */
export function toFloat(x: Tensor<'int32'>): Tensor {
  return asPublic(mapTensors('toFloat', build.input(0), [asTensor(x, 'toFloat')]))
}

/**
 * A function of one's own, elementwise over tensors in one pass, and differentiated symbolically.
 * @param f called once, with one symbol per tensor; it returns an expression of them.
 * @public
 */
export function elementwise(f: (...symbols: Expression[]) => Expression, ...tensors: Tensor[]): Tensor {
  const operands = tensors.map((tensor) => asTensor(tensor, 'elementwise'))
  const expression = f(...operands.map((_, k) => build.input(k)))
  return asPublic(mapTensors('elementwise', build.operand(expression, 'elementwise'), operands))
}

/** a + b. @public */
export function add(a: Scalar, b: Scalar | number): Scalar
export function add(a: Scalar | number, b: Scalar): Scalar
export function add(a: Operand, b: Tensor): Tensor
export function add(a: Tensor, b: Operand): Tensor
export function add(a: Symbolic, b: Symbolic): Expression
export function add(a: unknown, b: unknown): unknown {
  return apply('add', [a, b], build.add)
}

/** a - b. @public */
export function sub(a: Scalar, b: Scalar | number): Scalar
export function sub(a: Scalar | number, b: Scalar): Scalar
export function sub(a: Operand, b: Tensor): Tensor
export function sub(a: Tensor, b: Operand): Tensor
export function sub(a: Symbolic, b: Symbolic): Expression
export function sub(a: unknown, b: unknown): unknown {
  return apply('sub', [a, b], build.sub)
}

/** a·b. @public */
export function mul(a: Scalar, b: Scalar | number): Scalar
export function mul(a: Scalar | number, b: Scalar): Scalar
export function mul(a: Operand, b: Tensor): Tensor
export function mul(a: Tensor, b: Operand): Tensor
export function mul(a: Symbolic, b: Symbolic): Expression
export function mul(a: unknown, b: unknown): unknown {
  return apply('mul', [a, b], build.mul)
}

/** a/b. @public */
export function div(a: Scalar, b: Scalar | number): Scalar
export function div(a: Scalar | number, b: Scalar): Scalar
export function div(a: Operand, b: Tensor): Tensor
export function div(a: Tensor, b: Operand): Tensor
export function div(a: Symbolic, b: Symbolic): Expression
export function div(a: unknown, b: unknown): unknown {
  return apply('div', [a, b], build.div)
}

/** The larger of both; of equals the gradient goes to the first. @public */
export function maximum(a: Operand, b: Tensor): Tensor
export function maximum(a: Tensor, b: Operand): Tensor
export function maximum(a: Symbolic, b: Symbolic): Expression
export function maximum(a: unknown, b: unknown): unknown {
  return apply('maximum', [a, b], build.max)
}

/** The smaller of both; of equals the gradient goes to the first. @public */
export function minimum(a: Operand, b: Tensor): Tensor
export function minimum(a: Tensor, b: Operand): Tensor
export function minimum(a: Symbolic, b: Symbolic): Expression
export function minimum(a: unknown, b: unknown): unknown {
  return apply('minimum', [a, b], build.min)
}

/** a^b: a product for whole exponents known as symbols' constants, else e^(b·log a) for a > 0 and 0 elsewhere. @public */
export function pow(a: Operand, b: Tensor): Tensor
export function pow(a: Tensor, b: Operand): Tensor
export function pow(a: Symbolic, b: Symbolic): Expression
export function pow(a: unknown, b: unknown): unknown {
  if (isTensor(a) && typeof b === 'number') return apply('pow', [a], (x) => build.pow(x!, checkFinite('pow', b)))
  return apply('pow', [a, b], build.pow)
}

/** (a test b) ? then : otherwise. Gradients go to the branch that is taken. @public */
export function select(test: Compare, a: Operand, b: Operand, then: Operand, otherwise: Operand): Tensor
export function select(test: Compare, a: Symbolic, b: Symbolic, then: Symbolic, otherwise: Symbolic): Expression
export function select(test: Compare, a: unknown, b: unknown, then: unknown, otherwise: unknown): unknown {
  return apply('select', [a, b, then, otherwise], (...o) => build.select(test, o[0]!, o[1]!, o[2]!, o[3]!))
}

/** -x. @public */
export function neg(x: Scalar): Scalar
export function neg(x: Tensor): Tensor
export function neg(x: Expression): Expression
export function neg(x: unknown): unknown {
  return apply('neg', [x], build.neg)
}

/** |x|, with slope 0 at 0. @public */
export function abs(x: Scalar): Scalar
export function abs(x: Tensor): Tensor
export function abs(x: Expression): Expression
export function abs(x: unknown): unknown {
  return apply('abs', [x], build.abs)
}

/** -1, 0 or 1; its slope counts as 0. @public */
export function sign(x: Tensor): Tensor
export function sign(x: Expression): Expression
export function sign(x: unknown): unknown {
  return apply('sign', [x], build.sign)
}

/** The largest whole number not above x; its slope counts as 0. @public */
export function floor(x: Tensor): Tensor
export function floor(x: Expression): Expression
export function floor(x: unknown): unknown {
  return apply('floor', [x], build.floor)
}

/** √x. @public */
export function sqrt(x: Scalar): Scalar
export function sqrt(x: Tensor): Tensor
export function sqrt(x: Expression): Expression
export function sqrt(x: unknown): unknown {
  return apply('sqrt', [x], build.sqrt)
}

/** x·x. @public */
export function square(x: Scalar): Scalar
export function square(x: Tensor): Tensor
export function square(x: Expression): Expression
export function square(x: unknown): unknown {
  return apply('square', [x], build.square)
}

/** e^x. @public */
export function exp(x: Scalar): Scalar
export function exp(x: Tensor): Tensor
export function exp(x: Expression): Expression
export function exp(x: unknown): unknown {
  return apply('exp', [x], build.exp)
}

/** The natural logarithm of x > 0. @public */
export function log(x: Scalar): Scalar
export function log(x: Tensor): Tensor
export function log(x: Expression): Expression
export function log(x: unknown): unknown {
  return apply('log', [x], build.log)
}

/** The hyperbolic tangent. @public */
export function tanh(x: Tensor): Tensor
export function tanh(x: Expression): Expression
export function tanh(x: unknown): unknown {
  return apply('tanh', [x], build.tanh)
}

/** 1/(1 + e^-x). @public */
export function sigmoid(x: Tensor): Tensor
export function sigmoid(x: Expression): Expression
export function sigmoid(x: unknown): unknown {
  return apply('sigmoid', [x], build.sigmoid)
}

/** log(1 + e^x). @public */
export function softplus(x: Tensor): Tensor
export function softplus(x: Expression): Expression
export function softplus(x: unknown): unknown {
  return apply('softplus', [x], build.softplus)
}

/** max(x, 0), with slope 1 at 0. @public */
export function relu(x: Tensor): Tensor
export function relu(x: Expression): Expression
export function relu(x: unknown): unknown {
  return apply('relu', [x], (symbol) => build.max(symbol!, build.constant(0)))
}
