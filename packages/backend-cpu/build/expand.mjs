/**
 * Kernel templates. A kernel that keeps a row of columns in vector registers is written once for any number of vectors:
 *
 * - a line that mentions `$v` stands for one line per vector v = 0 … VECTORS - 1;
 * - a line that mentions `$p` stands for one line per bit plane of 16 columns; on it `name$0of4` … `name$3of4` are the plane's four
 *   vectors, and `none` where the block has no such vector;
 * - `$VECTORS`, `$WIDTH` and `$PLANES` are the numbers themselves, also at the end of a name.
 */

/** From 4 to 48 columns: 12 vectors and the constants of a kernel fill the 16 registers of the machines we know. */
export const LARGEST = 12

const placeholder = /\$(v|p|VECTORS|WIDTH|PLANES|[0-3]of4)\b/

/** @param {string} source */
export function isTemplate(source) {
  return placeholder.test(source)
}

/** @param {string} source @param {number} vectors */
export function expand(source, vectors) {
  const planes = Math.ceil(vectors / 4)
  const numbers = { VECTORS: vectors, WIDTH: 4 * vectors, PLANES: planes }
  return source
    .split('\n')
    .flatMap((line) => repeat(line, 'v', vectors))
    .flatMap((line) => repeat(line, 'p', planes, (text, plane) => vectorsOfPlane(text, plane, vectors)))
    .join('\n')
    .replace(/\$(VECTORS|WIDTH|PLANES)\b/g, (_, name) => String(numbers[name]))
}

/** @param {string} line @param {string} name @param {number} times */
function repeat(line, name, times, each = (text) => text) {
  const mark = new RegExp(`\\$${name}\\b`, 'g')
  if (!mark.test(line)) return [line]
  return Array.from({ length: times }, (_, k) => each(line.replace(mark, String(k)), k))
}

function vectorsOfPlane(line, plane, vectors) {
  return line.replace(/\w+\$([0-3])of4\b/g, (name, place) => {
    const vector = 4 * plane + Number(place)
    return vector < vectors ? name.replace(/\$[0-3]of4$/, String(vector)) : 'none'
  })
}
