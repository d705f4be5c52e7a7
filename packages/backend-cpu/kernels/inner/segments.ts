import { Segment, SEGMENT_BYTES, Train } from '../records'

/** The lists of one group of a layer's train. */
@inline
export function segmentOf(train: Train, group: u32): Segment {
  return changetype<Segment>(train.segments + group * SEGMENT_BYTES)
}

/** Whether a group's lists were too short, and mean nothing. A train from outside has none. */
export function isFull(train: Train, group: u32): bool {
  return train.segments != 0 && segmentOf(train, group).full != 0
}
