import { expressionFromJson } from '@snn/core'
import { expected } from '@snn/core/checks'
import { surrogateOf, type Surrogate } from './surrogate.js'

/** @throws FormatError or ArgumentError that names the place. */
export function surrogateFromJson(json: Readonly<Record<string, unknown>>, where: string): Surrogate {
  const { name, expression } = json
  if (typeof name !== 'string') throw expected(`${where}.name`, 'a text', name)
  return surrogateOf(where, name, expressionFromJson(expression, `${where}.expression`))
}
