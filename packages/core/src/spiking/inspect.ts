import type { ActiveList } from '../backend.js'
import { StepError } from '../errors.js'
import type { EventList } from '../host-array.js'
import type { SpikeTrain } from '../spike-train.js'
import type { HeldTrain } from '../spike-train.js'
import { asTrain } from '../value.js'

/**
 * The events of a train in (b, t, i) order. Of a train that a layer made, only while its step is inspected.
 * @public
 */
export async function readEvents(train: SpikeTrain): Promise<EventList> {
  const source = await ready(train, 'readEvents')
  return source.runtime.driver.spiking.readEvents(source.device)
}

/** The active entries of a train that a layer made, in (b, t, i) order, with V there; while its step is inspected. @public */
export async function readActive(train: SpikeTrain): Promise<ActiveList> {
  const source = await ready(train, 'readActive')
  return source.runtime.driver.spiking.readActive(source.device)
}

async function ready(train: SpikeTrain, use: string): Promise<HeldTrain> {
  const source = asTrain(train, use)
  if (source.runtime.recorder)
    throw new StepError({
      what: `${use} was called inside the closure of a step`,
      fix: 'Pass { inspect: async () => … } to the step and read there.',
    })
  await source.runtime.idle()
  return source
}
