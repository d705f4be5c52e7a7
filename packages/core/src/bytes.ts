const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A number of bytes for people: `512 bytes`, `2.0 KiB`, `1.5 GiB` (powers of 1024). @public */
export function formatBytes(bytes: number): string {
  let power = 0
  let value = bytes
  while (Math.abs(value) >= 1023.95 && power < UNITS.length - 1) {
    value /= 1024
    power++
  }
  return `${power === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`
}
