import { describe, expect, it } from 'vitest'
import { parseOptions } from './options.js'
import { fashionMnist } from './tasks/fashion-mnist.js'
import { nmnist } from './tasks/nmnist.js'
import { shd } from './tasks/shd.js'
import { settingsOf, trainOptions } from './train-options.js'

const settings = (...args: string[]) => settingsOf(fashionMnist, parseOptions(args, trainOptions).values)

describe('settings', () => {
  it('of the paper are the paper’s', () => {
    expect(settings('--preset', 'paper')).toEqual({
      dataset: 'fashion-mnist',
      hidden: [200, 200],
      epochs: 100,
      batch: 256,
      rate: 2e-4,
      schedule: 'constant',
      seed: 0,
      rule: 'sparse',
      backwardThreshold: 0.2,
      regularizers: { upper: { weight: 0.06, above: 1 }, lower: { weight: 100, below: 1e-3 } },
      validation: 0.05,
      testEvery: 1,
      dt: 1e-3,
      steps: 100,
      tau: 10e-3,
      tauReadout: 10e-3,
      slope: 100,
      over: 'max',
      weights: 'normal',
    })
  })

  it('of recordings are the paper’s too, and move the channels where they lie in a row', () => {
    const of = (task: typeof shd, ...args: string[]) => settingsOf(task, parseOptions(args, trainOptions).values)
    const common = { backwardThreshold: 0.2, tau: 10e-3, batch: 256, weights: 'uniform', schedule: 'constant' }
    expect(of(shd, '--preset', 'paper')).toMatchObject({
      ...common,
      steps: 500,
      dt: 2e-3,
      tauReadout: 20e-3,
      rate: 1e-3,
    })
    expect(of(shd, '--preset', 'paper')).toMatchObject({
      over: 'sum',
      shift: 0,
      regularizers: { upper: { above: 10 } },
    })
    expect(of(nmnist, '--preset', 'paper')).toMatchObject({ ...common, steps: 300, dt: 1e-3, over: 'max', rate: 2e-4 })
    expect(of(shd)).toMatchObject({ shift: 40, schedule: 'cosine' })
    expect(of(shd, '--shift', '10').shift).toBe(10)
    expect(() => of(nmnist, '--shift', '10')).toThrow('--shift is for inputs in a row, which nmnist has not')
  })

  it('are the preset’s, changed one by one', () => {
    const given = settings(
      '--rate',
      '1e-3',
      '--seed',
      '2',
      '--b-th',
      'Infinity',
      '--clip',
      '1',
      '--tau-readout',
      '0.02',
    )
    expect(given).toEqual({
      ...settings(),
      rate: 1e-3,
      seed: 2,
      backwardThreshold: Infinity,
      clip: 1,
      tauReadout: 0.02,
    })
  })

  it('have more epochs where there are fewer images', () => {
    expect(settings().epochs).toBeGreaterThan(settings('--data', 'somewhere').epochs)
    expect(settings('--epochs', '3').epochs).toBe(3)
  })

  it('name each hidden layer, or make some alike', () => {
    expect(settings('--hidden', '300,100').hidden).toEqual([300, 100])
    expect(settings('--hidden', '300', '--layers', '6').hidden).toEqual([300, 300, 300, 300, 300, 300])
    expect(settings('--layers', '1').hidden).toEqual([200])
    expect(settings('--layers', '2', '--hidden', '5,6').hidden).toEqual([5, 6])
    expect(() => settings('--layers', '3', '--hidden', '5,6')).toThrow('--layers 3 does not fit the 2 sizes')
    expect(() => settings('--hidden', '200,,100')).toThrow("got '200,,100'")
    expect(() => settings('--hidden', '0')).toThrow('--hidden must be whole numbers from 1')
  })

  it('leave a regularizer out when its weight is 0', () => {
    expect(settings('--reg-upper', '0', '--reg-lower-below', '0.5').regularizers).toEqual({
      lower: { weight: 100, below: 0.5 },
    })
    expect(settings('--reg-upper', '0', '--reg-lower', '0').regularizers).toEqual({})
  })

  it.each([
    [['--rate', '0'], "--rate must be a number above 0; got '0'"],
    [['--b-th', '-1'], "--b-th must be a number above 0; got '-1'"],
    [['--b-th', 'nan'], "got 'nan'"],
    [['--validation', '1'], "--validation must be a number from 0 and below 1; got '1'"],
    [['--steps', '1'], "--steps must be a whole number from 2; got '1'"],
    [['--preset', 'fast'], "--preset must be one of default, paper; got 'fast'"],
    [['--epoch', '3'], 'Did you mean --epochs?'],
    [['--hiden', '3'], 'Did you mean --hidden?'],
  ])('refuse %j', (args, message) => {
    expect(() => settings(...args)).toThrow(message)
  })
})
