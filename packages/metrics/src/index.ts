export { confusionMatrix, type ConfusionMatrix } from './confusion-matrix.js'
export {
  activityMeter,
  type ActivityMeter,
  type ActivityState,
  type LayerActivity,
  type LayerTally,
} from './layer-activity.js'
export { predictions } from './predictions.js'
export { runningMean, type RunningMean, type RunningMeanState } from './running-mean.js'
export { energySaved, memorySaved, type EnergySaved } from './savings.js'
export { median, pairedRatios, quantile, summarize, type Summary } from './statistics.js'
