import { programWords, type Words } from '@snn/train'

/** How a person calls this program: by npm in a clone, else by its name. */
export function programName(): string {
  return ['start', 'snn'].includes(process.env['npm_lifecycle_event'] ?? '') ? 'npm run snn --' : 'snn'
}

/** Remedies as options of `snn train`. */
export const commandWords: Words = {
  ...programWords,
  lowerRate: (now) => programWords.lowerRate(now).replace('rate', '--rate'),
  lowerRegularizer: (now) => (now === undefined ? '--reg-lower 100' : `a larger --reg-lower (now ${now})`),
  upperRegularizer: (now) => (now === undefined ? '--reg-upper 0.06' : `a larger --reg-upper (now ${now})`),
  largerWeights: 'larger initial weights (--calibrate 1)',
  largerBackwardThreshold: (now) => programWords.largerBackwardThreshold(now).replace('backwardThreshold', '--b-th'),
  otherSeed: 'another --seed',
}
