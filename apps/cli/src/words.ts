import { programWords, type Words } from '@snn/train'

/** Remedies as options of `snn train`. */
export const commandWords: Words = {
  ...programWords,
  lowerRate: (now) => programWords.lowerRate(now).replace('rate', '--rate'),
  lowerRegularizer: '--reg-lower 100',
  upperRegularizer: '--reg-upper 0.06',
  largerWeights: 'larger initial weights (--calibrate 1)',
  largerBackwardThreshold: (now) => programWords.largerBackwardThreshold(now).replace('backwardThreshold', '--b-th'),
  otherSeed: 'another --seed',
}
