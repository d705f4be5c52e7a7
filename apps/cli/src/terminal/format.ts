/** `81.90 %` of 0.819. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

/** `9,800`, the same in every locale. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `38 ms`, `4.2 s`, `75 s`, `2 min 5 s`, `1 h 12 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.1) return `${(1e3 * seconds).toFixed(0)} ms`
  if (seconds < 90) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  return minutes < 90 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Of a recording: `291 µs`, `5,400 ms`. */
export function span(micros: number): string {
  return micros < 1e4 ? `${count(micros)} µs` : `${count(micros / 1e3)} ms`
}

/** `████████░░░░` */
export function bar(done: number, all: number, width = 24): string {
  const full = Math.max(0, Math.min(width, Math.round((width * done) / Math.max(1, all))))
  return '█'.repeat(full) + '░'.repeat(width - full)
}

/** Several numbers of one kind: `1.02 | 0.76`. */
export function eachOf(values: readonly number[], digits = 2): string {
  return values.map((value) => value.toFixed(digits)).join(' | ')
}

/** `1 layer`, `2 layers`. */
export function plural(n: number, word: string): string {
  return `${count(n)} ${word}${n === 1 ? '' : 's'}`
}
