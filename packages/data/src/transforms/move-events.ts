import { newEvents, sliceEvents, type Events } from '../events.js'

/** Events, each moved by whole columns and rows; those that leave the sensor are dropped. */
export function moveEvents(events: Events, by: (k: number) => readonly [columns: number, rows: number]): Events {
  const { sensor, t, x, y, p } = events
  const moved = newEvents(sensor, t.length)
  let count = 0
  for (let k = 0; k < t.length; k++) {
    const [columns, rows] = by(k)
    const [column, row] = [x[k]! + columns, y[k]! + rows]
    if (column < 0 || column >= sensor.width || row < 0 || row >= sensor.height) continue
    moved.t[count] = t[k]!
    moved.x[count] = column
    moved.y[count] = row
    moved.p[count] = p[k]!
    count++
  }
  return sliceEvents(moved, 0, count)
}
