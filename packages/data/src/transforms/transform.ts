import { randomKey, splitKey, type RandomKey } from '@snn/core'
import type { EventSource, Moment } from '../data-set.js'
import { FIRST_MOMENT } from '../data-set.js'
import { newEvents, shapeOf, type Events } from '../events.js'

/**
 * A pure function of events by ascending time; the events that it is given stay as they are. What is random in it
 * depends on the key alone, and the sensor of the result on that of the events alone.
 * @public
 */
export type Transform = (events: Events, key: RandomKey) => Events

/** Several transforms one after another, each with draws of its own. @public */
export function compose(...transforms: readonly Transform[]): Transform {
  return (events, key) => transforms.reduce((value, transform, k) => transform(value, splitKey(key, k)), events)
}

/**
 * The recordings of a source, each transformed when it is asked for. Random draws follow from seed, epoch and the number
 * of the sample, so a random transform is augmentation that can be repeated to the bit.
 * A ShapeError where a transform cannot take the sensor.
 * @public
 */
export function transformed(source: EventSource, ...transforms: readonly Transform[]): EventSource {
  const transform = compose(...transforms)
  const { sensor } = transform(newEvents(source.sensor, 0), randomKey(0))
  const stages = source.stages ?? 0

  function changed(events: Events, index: number, { seed, epoch }: Moment): Events {
    return transform(events, randomKey(seed, ['transform', stages, epoch, index]))
  }

  return {
    ...source,
    sensor,
    shape: shapeOf(sensor),
    stages: stages + 1,
    get(index, moment = FIRST_MOMENT, make): Events | Promise<Events> {
      const sample = source.get(index, moment, make)
      return sample instanceof Promise
        ? sample.then((events) => changed(events, index, moment))
        : changed(sample, index, moment)
    },
  }
}
