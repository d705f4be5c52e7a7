import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chart, histogram, sparkline } from './chart.js'
import { bar, count, duration, eachOf, percent, plural, span } from './format.js'
import { fitLine, fitProgress } from './line.js'
import { fitTable, shorten, table } from './table.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)

describe('numbers for people', () => {
  it('are written the same in every locale', () => {
    expect([percent(0.819), percent(1)]).toEqual(['81.90 %', '100.00 %'])
    expect([count(198800), count(999), count(1234567.8)]).toEqual(['198,800', '999', '1,234,568'])
    expect(eachOf([1.024, 0.7])).toBe('1.02 | 0.70')
    expect([plural(1, 'epoch'), plural(2000, 'epoch')]).toEqual(['1 epoch', '2,000 epochs'])
  })

  it('have a duration in the units one would say', () => {
    expect([0.0384, 4.23, 12.3, 89.9, 90, 125, 3599, 3600, 5399.6, 7260].map(duration)).toEqual([
      '38 ms',
      '4.2 s',
      '12 s',
      '90 s',
      '1 min 30 s',
      '2 min 5 s',
      '59 min 59 s',
      '60 min 0 s',
      '1 h 30 min',
      '2 h 1 min',
    ])
  })

  it('tell how long a recording is', () => {
    expect([13, 9999, 54_321, 5.4e6].map(span)).toEqual(['13 µs', '9,999 µs', '54 ms', '5,400 ms'])
  })

  it('fill a bar', () => {
    expect([bar(0, 4, 4), bar(1, 4, 4), bar(4, 4, 4), bar(9, 4, 4), bar(0, 0, 2)]).toEqual([
      '░░░░',
      '█░░░',
      '████',
      '████',
      '░░',
    ])
  })
})

describe('a line', () => {
  const pieces = [
    { text: 'first', rank: 0 },
    { text: 'loss 0.1', rank: 2 },
    { text: '', rank: 1 },
    { text: 'accuracy', rank: 1 },
  ]

  it('leaves out what matters least where there is no room', () => {
    expect(fitLine(pieces, 80)).toBe('first   loss 0.1   accuracy')
    expect(fitLine(pieces, 20)).toBe('first   accuracy')
    expect(fitLine(pieces, 10)).toBe('first')
    expect(fitLine(pieces, 3)).toBe('first')
  })

  it('of progress never passes the width, whatever there is to say', () => {
    const some = fc.array(fc.record({ text: fc.string({ maxLength: 30 }), rank: fc.nat(9) }), { maxLength: 6 })
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 200 }), fc.nat(500), (pieces, width, done) => {
        expect(fitProgress('epoch 1/9', [done, 500], pieces, width).length).toBeLessThanOrEqual(width)
      }),
      { numRuns },
    )
  })

  it('of progress has a bar where there is room for one', () => {
    expect(fitProgress('test', [1, 2], [], 80)).toBe(`test   ${bar(1, 2, 24)}   1/2`)
    expect(fitProgress('test', [1, 2], [], 12)).toBe('test   1/2')
  })
})

describe('a table', () => {
  it('puts numbers to the right and words to the left', () => {
    expect(
      table(
        ['name', 'count'],
        [
          ['a', '1'],
          ['long', '–'],
        ],
      ),
    ).toBe('name   count\na          1\nlong       –')
  })

  it('leaves out its last columns where there is no room, but for two', () => {
    const fitted = (width: number): string => fitTable(['a', 'b', 'c'], [['1', '2', 'three']], width)
    expect([13, 12, 1].map(fitted)).toEqual(['a   b   c\n1   2   three', 'a   b\n1   2', 'a   b\n1   2'])
  })

  it('shortens names that are too long', () => {
    expect([shorten('Ankle boot', 10), shorten('Ankle boot', 8)]).toEqual(['Ankle boot', 'Ankle b…'])
  })
})

describe('a chart', () => {
  const options = { title: 'loss', width: 40, height: 3, format: (value: number): string => value.toFixed(1) }

  it('has the largest value at the top, the least at the bottom, and the last epoch at the right', () => {
    const lines = chart([{ name: 'training', mark: '*', values: [3, 2, 1] }], options).split('\n')
    expect(lines[0]).toBe('loss   * training')
    expect(lines[1]!).toMatch(/^3\.0 ┤ \*$/)
    expect(lines[2]!).toMatch(/^2\.0 ┤ +\*+$/)
    expect(lines[3]!).toMatch(/^1\.0 ┤ {24}\*$/)
    expect(lines[4]!).toMatch(/^ {4}└─{25} epoch 3$/)
  })

  it('takes one epoch, equal values, gaps, and more epochs than columns', () => {
    const one = (values: (number | undefined)[], width = 40) =>
      chart([{ name: 'a', mark: '*', values }], { ...options, width })
    expect(one([2])).toContain('2.0 ┤ *')
    expect(one([2, 2, 2])).toContain('*')
    expect(one([undefined, 1, 2])).not.toContain('NaN')
    expect(one([])).toBe('loss')
    const many = one(
      Array.from({ length: 1000 }, (_, k) => k),
      30,
    )
    expect(Math.max(...many.split('\n').map((line) => line.length))).toBeLessThanOrEqual(45)
    expect(many).toContain('999.0')
  })

  it('of a distribution counts every value', () => {
    expect(histogram([-5, -1, 0, 0.99, 5], 1, 4)).toEqual([2, 0, 1, 2])
    expect(histogram([0, 0], 0, 3).reduce((a, b) => a + b)).toBe(2)
    expect(sparkline([0, 1, 7])).toBe('▁▂█')
    expect(sparkline([3, 3])).toBe('▁▁')
  })
})
