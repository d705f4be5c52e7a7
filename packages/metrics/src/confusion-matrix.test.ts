import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confusionMatrix } from './confusion-matrix.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)

describe('confusionMatrix', () => {
  it('counts labels in rows and predictions in columns', () => {
    const matrix = confusionMatrix(3)
    matrix.add([0, 0, 1, 2], [0, 2, 1, 1])
    expect(matrix.toJSON()).toEqual([
      [1, 0, 1],
      [0, 1, 0],
      [0, 1, 0],
    ])
    expect(matrix.count(0, 2)).toBe(1)
    expect(matrix.accuracy).toBe(0.5)
    expect(matrix.recall(0)).toBe(0.5)
    expect(matrix.precision(1)).toBe(0.5)
    expect(matrix.recall(2)).toBe(0)
  })

  it('names the classes that nothing was taken for', () => {
    const matrix = confusionMatrix(4)
    expect(matrix.neverPredicted()).toEqual([0, 1, 2, 3])
    matrix.add([0, 3], [1, 1])
    expect(matrix.neverPredicted()).toEqual([0, 2, 3])
  })

  it('is the same however a stream is cut into batches, and through JSON', () => {
    const pairs = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 40 })
    fc.assert(
      fc.property(pairs, fc.nat(40), (all, cut) => {
        const whole = confusionMatrix(5)
        whole.add(
          all.map(([label]) => label),
          all.map(([, predicted]) => predicted),
        )
        let parts = confusionMatrix(5)
        for (const part of [all.slice(0, cut), all.slice(cut)]) {
          parts = confusionMatrix(5, parts.toJSON())
          parts.add(
            part.map(([label]) => label),
            part.map(([, predicted]) => predicted),
          )
        }
        expect(parts.toJSON()).toEqual(whole.toJSON())
        expect(parts.samples).toBe(all.length)
        expect(parts.correct).toBe(all.filter(([label, predicted]) => label === predicted).length)
      }),
      { numRuns },
    )
  })

  it('refuses classes outside its range and counts nothing of that batch', () => {
    const matrix = confusionMatrix(2)
    expect(() => matrix.add([0, 2], [0, 0])).toThrow('the label of sample 1 must be a class from 0 to 1; got 2')
    expect(() => matrix.add([0], [-1])).toThrow('the prediction of sample 0')
    expect(() => matrix.add([0], [])).toThrow('1 labels came with 0 predictions')
    expect(matrix.samples).toBe(0)
    expect(() => confusionMatrix(0)).toThrow('classes must be a whole number from 1; got 0')
    expect(() => confusionMatrix(2, [[1, 2]])).toThrow('got 1 rows')
  })
})
