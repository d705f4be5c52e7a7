import { describe, expect, test } from 'vitest'
import { describeOptions, listOf, nearestOf, oneWord, optionsAlone, parseOptions } from './options.js'

const table = {
  epochs: { type: 'whole', least: 1, value: 'N', help: 'passes' },
  rate: { type: 'number', least: 0, help: 'rate' },
  rule: { type: 'text', oneOf: ['sparse', 'dense'], help: 'rule' },
  json: { type: 'flag', help: 'for programs' },
} as const

test('options are read in both spellings, words are kept in order', () => {
  const { values, words } = parseOptions(['a', '--epochs', '3', '--rate=1e-3', '--json', 'b', '--rule', 'dense'], table)
  expect(values).toEqual({ epochs: 3, rate: 1e-3, json: true, rule: 'dense' })
  expect(words).toEqual(['a', 'b'])
})

test('a list has numbers between commas, which are above 0 where nothing else is said', () => {
  const sizes = { sizes: { type: 'list', help: 'numbers' } } as const
  expect(parseOptions(['--sizes', '200,0.5'], sizes).values.sizes).toEqual([200, 0.5])
  expect(() => parseOptions(['--sizes', '200,0'], sizes)).toThrow("--sizes must be a number above 0; got '0'")
  expect(() => parseOptions(['--sizes', '200,'], sizes)).toThrow("--sizes must be a number above 0; got ''")
})

test('a command of options alone refuses words', () => {
  expect(optionsAlone(['--epochs', '3'], table)).toEqual({ epochs: 3 })
  expect(() => optionsAlone(['3'], table)).toThrow("'3' is not an option")
})

test('words between commas are of those that are known', () => {
  expect(listOf('rules', 'dense,sparse', ['sparse', 'dense'])).toEqual(['dense', 'sparse'])
  expect(listOf('rules', undefined, ['sparse'])).toBeUndefined()
  expect(() => listOf('rules', 'sprase', ['sparse', 'dense'])).toThrow("--rules must be of sparse, dense; got 'sprase'")
})

test('Infinity is a number', () => {
  expect(parseOptions(['--rate', 'Infinity'], table).values.rate).toBe(Infinity)
})

describe('a bad option is refused by name', () => {
  test.each([
    [['--epochs', 'ten'], "--epochs must be a whole number from 1; got 'ten'"],
    [['--epochs', '0'], "--epochs must be a whole number from 1; got '0'"],
    [['--epochs', '2.5'], '--epochs must be a whole number'],
    [['--rate', '-1'], "--rate must be a number from 0; got '-1'"],
    [['--rate='], '--rate must be a number'],
    [['--rule', 'sprase'], "--rule must be one of sparse, dense; got 'sprase'"],
    [['--epochs'], '--epochs needs a value'],
    [['--rate', '--json'], '--rate needs a value'],
    [['--json=yes'], "--json takes no value; got 'yes'"],
    [['--json', '--json'], '--json was given twice'],
    [['--epoch', '3'], 'there is no option --epoch'],
    [['-x'], 'there is no option -x'],
  ])('%j', (args, message) => {
    expect(() => parseOptions(args, table)).toThrow(message)
  })
})

test('an unknown option is told the nearest one, if it is near', () => {
  expect(() => parseOptions(['--epoch', '3'], table)).toThrow('Did you mean --epochs?')
  expect(() => parseOptions(['--nonsense'], table)).toThrow('--help lists all options.')
  expect(nearestOf('trian', ['train', 'eval'])).toBe('train')
})

test('a command that takes one word says which', () => {
  expect(oneWord(['runs/a'], 'eval', 'RUN')).toBe('runs/a')
  expect(() => oneWord([], 'eval', 'RUN, a folder')).toThrow('eval needs RUN, a folder')
  expect(() => oneWord(['a', 'b'], 'eval', 'RUN')).toThrow('got a b')
})

test('the help has a line an option', () => {
  expect(describeOptions(table).split('\n')).toEqual([
    '  --epochs N           passes',
    '  --rate X             rate',
    '  --rule sparse|dense  rule',
    '  --json               for programs',
  ])
})
