const usual = 50

/**
 * The number of runs of a property whose usual number is `base`.
 *
 * The environment variable SNN_RUNS scales all properties alike: it is the number of runs of one whose usual number is
 * 50. Unset, and in a page: `base`. At least 1.
 */
export function runs(base: number): number {
  const given = 'process' in globalThis ? process.env['SNN_RUNS'] : undefined
  const scale = Number(given ?? usual) / usual
  if (!(scale > 0)) throw new RangeError(`SNN_RUNS must be a number above 0; got '${given}'`)
  return Math.max(1, Math.round(base * scale))
}
