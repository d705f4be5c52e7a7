import { brandObject, brandOf } from './brand.js'

/** What every error of this library is made from. @public */
export interface ErrorDetails {
  /** What was expected and what came, as the start of the message. */
  readonly what: string
  /** The place in the user's program or data: `layer 2`, `parameters.0.weight`. */
  readonly where?: string | undefined
  /** Where the offending value comes from: the second line of the message. */
  readonly context?: string | undefined
  /** What to do about it: the last line of the message. */
  readonly fix?: string | undefined
  readonly cause?: unknown
}

/** What a {@link FormatError} is made from. @public */
export interface FormatErrorDetails extends ErrorDetails {
  /** Bytes from the start of the file to what is wrong. */
  readonly offset?: number | undefined
  /** Name of the file. */
  readonly file?: string | undefined
}

/** The stable names of the kinds of error. @public */
export type ErrorCode =
  | 'SHAPE'
  | 'DTYPE'
  | 'ARGUMENT'
  | 'BACKEND'
  | 'STEP'
  | 'GRADIENT'
  | 'MEMORY'
  | 'NONFINITE'
  | 'UNSUPPORTED'
  | 'ABORTED'
  | 'FORMAT'
  | 'CHECKSUM'
  | 'CHECKPOINT'
  | 'DATA'
  | 'VERSION'

/**
 * What all errors of this library share: a stable `code`, the place, and the remedy, which also ends the message.
 * Recognize one by {@link isSnnError}, which works across copies of the library.
 * @public
 */
export class SnnError extends Error {
  readonly code: ErrorCode
  readonly where: string | undefined
  readonly fix: string | undefined

  constructor(name: string, code: ErrorCode, details: ErrorDetails) {
    super(messageOf(details), details.cause === undefined ? undefined : { cause: details.cause })
    Object.defineProperty(this, 'name', { value: name, configurable: true, writable: true })
    this.code = code
    this.where = details.where
    this.fix = details.fix
    brandObject(this)
  }
}

function messageOf({ what, context, fix }: ErrorDetails): string {
  const first = /[.!?]$/.test(what) ? what : `${what}.`
  return [first, context, fix].filter((line) => line !== undefined && line !== '').join('\n  ')
}

/** Whether a value is an error of this library, and, where a code is given, of that kind. @public */
export function isSnnError(value: unknown, code?: ErrorCode): value is SnnError {
  if (!(value instanceof Error) && Object.prototype.toString.call(value) !== '[object Error]') return false
  if (brandOf(value) === undefined) return false
  const found = (value as { readonly code?: unknown }).code
  return typeof found === 'string' && (code === undefined || found === code)
}

/** Shapes that do not fit. @public */
export class ShapeError extends SnnError {
  constructor(details: ErrorDetails) {
    super('ShapeError', 'SHAPE', details)
  }
}

/** A value of another element type than is asked for. @public */
export class DtypeError extends SnnError {
  constructor(details: ErrorDetails) {
    super('DtypeError', 'DTYPE', details)
  }
}

/** A bad option or value. @public */
export class ArgumentError extends SnnError {
  constructor(details: ErrorDetails) {
    super('ArgumentError', 'ARGUMENT', details)
  }
}

/** Operands of different backends, or a backend that is closed, unavailable or lost. @public */
export class BackendError extends SnnError {
  constructor(details: ErrorDetails) {
    super('BackendError', 'BACKEND', details)
  }
}

/** What may not be done inside, or outside, a step. @public */
export class StepError extends SnnError {
  constructor(details: ErrorDetails) {
    super('StepError', 'STEP', details)
  }
}

/** What cannot be differentiated: not a scalar, no path, no derivative. @public */
export class GradientError extends SnnError {
  constructor(details: ErrorDetails) {
    super('GradientError', 'GRADIENT', details)
  }
}

/** A step or value that would pass the memory limit. @public */
export class MemoryError extends SnnError {
  constructor(details: ErrorDetails) {
    super('MemoryError', 'MEMORY', details)
  }
}

/** A loss, gradient or weight that is not finite. @public */
export class NonFiniteError extends SnnError {
  constructor(details: ErrorDetails) {
    super('NonFiniteError', 'NONFINITE', details)
  }
}

/** What a backend lacks. @public */
export class UnsupportedError extends SnnError {
  constructor(details: ErrorDetails) {
    super('UnsupportedError', 'UNSUPPORTED', details)
  }
}

/** Work that was ended by its abort signal. @public */
export class AbortError extends SnnError {
  constructor(details: ErrorDetails) {
    super('AbortError', 'ABORTED', details)
  }
}

/** A file or byte sequence that does not follow its format. @public */
export class FormatError extends SnnError {
  readonly offset: number | undefined
  readonly file: string | undefined

  constructor(details: FormatErrorDetails) {
    super('FormatError', 'FORMAT', details)
    this.offset = details.offset
    this.file = details.file
  }
}

/** Bytes whose checksum is not the expected one. @public */
export class ChecksumError extends SnnError {
  constructor(details: ErrorDetails) {
    super('ChecksumError', 'CHECKSUM', details)
  }
}

/** A checkpoint that does not belong to what it is loaded into. @public */
export class CheckpointError extends SnnError {
  constructor(details: ErrorDetails) {
    super('CheckpointError', 'CHECKPOINT', details)
  }
}

/** Data that are missing or out of range: labels, events, files of a data set. @public */
export class DataError extends SnnError {
  constructor(details: ErrorDetails) {
    super('DataError', 'DATA', details)
  }
}

/** A value or file made by another version. @public */
export class VersionError extends SnnError {
  constructor(details: ErrorDetails) {
    super('VersionError', 'VERSION', details)
  }
}
