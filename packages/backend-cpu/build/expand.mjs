/**
 * Kernel templates. A kernel that keeps a row of columns in vector registers is written once for any number of vectors:
 *
 * - a line that mentions `$v` stands for one line per vector v = 0 … VECTORS - 1, and so does a whole block that opens with `{ // $v`;
 * - a line that mentions `$p` stands for one line per bit plane of 16 columns; on it `name$0of4` … `name$3of4` are the plane's four
 *   vectors, and `none` where the block has no such vector;
 * - `$VECTORS`, `$WIDTH` and `$PLANES` are the numbers themselves, also at the end of a name.
 *
 * Elsewhere, a line that mentions `$n` stands for one line per number of vectors for which there are templates.
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
  return pieces(source)
    .flatMap((line) => repeat(line, 'v', vectors))
    .flatMap((line) => repeat(line, 'p', planes, 0, (text, plane) => vectorsOfPlane(text, plane, vectors)))
    .join('\n')
    .replace(/\$(VECTORS|WIDTH|PLANES)\b/g, (_, name) => String(numbers[name]))
}

/** @param {string} source of a file that is no template */
export function expandLists(source) {
  const repeated = source.split('\n').flatMap((line) => repeat(line, 'n', LARGEST, 1))
  return repeated.join('\n')
}

/** The lines of a source, where a block that is repeated as a whole counts as one. @param {string} source */
function pieces(source) {
  const block = /^( *)\{ \/\/ \$v\n[^]*?\n\1\}$/gm
  const lines = []
  let done = 0
  for (const { 0: text, index } of source.matchAll(block)) {
    lines.push(...source.slice(done, index).split('\n').slice(0, -1), text.replace(' // $v', ''))
    done = index + text.length + 1
  }
  return [...lines, ...source.slice(done).split('\n')]
}

/** @param {string} line @param {string} name @param {number} times */
function repeat(line, name, times, first = 0, each = (text) => text) {
  const mark = new RegExp(`\\$${name}\\b`, 'g')
  if (!mark.test(line)) return [line]
  return Array.from({ length: times }, (_, k) => each(line.replace(mark, String(first + k)), k))
}

function vectorsOfPlane(line, plane, vectors) {
  return line.replace(/\w+\$([0-3])of4\b/g, (name, place) => {
    const vector = 4 * plane + Number(place)
    return vector < vectors ? name.replace(/\$[0-3]of4$/, String(vector)) : 'none'
  })
}
