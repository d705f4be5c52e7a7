import { programWords, type Words } from '@snn/train'

/** Remedies as options of this command. */
export const commandWords: Words = {
  ...programWords,
  lowerRate: (now) => `a lower --rate (now ${now})`,
  lowerRegularizer: '--reg-lower 100',
  upperRegularizer: '--reg-upper 0.06',
  largerWeights: 'larger initial weights',
  largerBackwardThreshold: (now) => `a larger --b-th (now ${now})`,
  otherSeed: 'another --seed',
}
