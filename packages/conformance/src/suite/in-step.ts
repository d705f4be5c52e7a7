import { MemoryError, type Driver, type Status } from '@snn/core'

/** Gives calls as a step, again while lists are too short, and returns its status word once it has happened. */
export async function inStep(driver: Driver, calls: () => void): Promise<Status> {
  for (let attempt = 0; attempt < 100; attempt++) {
    driver.begin()
    calls()
    driver.commit()
    const status = await driver.submit([], true)
    if (!status.overflow) return status
    driver.resume()
  }
  throw new MemoryError({ what: 'a step overflowed a hundred times', fix: 'Let resume give more room.' })
}
