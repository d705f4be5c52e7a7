/**
 * Kernel templates. A kernel that keeps a row of columns in vector registers is written once for any number of vectors:
 *
 * - a line that mentions `$v` stands for one line per vector v = 0 … VECTORS - 1, and so does a whole block that opens with `{ // $v`;
 *   beside it, `$o` is v mod 2;
 * - a line that mentions `$r` stands for one line per vector from the last to the first: where V8 joins two vectors of 128 bits to one of 256,
 *   it stores the lower half twice unless the upper one is written before it;
 * - `$VECTORS` and `$WIDTH` are the numbers themselves, also at the end of a name.
 *
 * Elsewhere, an import that mentions `$n` stands for one import per number of vectors for which there are kernels; any other line that
 * does for one entry per number from 1 to the largest, where the next larger kernel holds the place of one that there is not.
 */

/**
 * The numbers of vectors that blocks have: 16, 32 or 40 columns. 10 vectors and the constants of a kernel fill the 16 registers of the machines
 * we know, and even numbers can be joined to vectors of 256 bits. What others would save in padding is little, and every width costs what a
 * page loads.
 */
export const WIDTHS = [4, 8, 10]

const placeholder = /\$(v|r|VECTORS|WIDTH)\b/

/** @param {string} source */
export function isTemplate(source) {
  return placeholder.test(source)
}

/** @param {string} source @param {number} vectors */
export function expand(source, vectors) {
  const numbers = { VECTORS: vectors, WIDTH: 4 * vectors }
  return pieces(source)
    .flatMap((line) => repeat(line, 'v', vectors))
    .flatMap((line) => repeat(line, 'r', vectors).toReversed())
    .join('\n')
    .replace(/\$(VECTORS|WIDTH)\b/g, (_, name) => String(numbers[name]))
}

/** @param {string} source of a file that is no template */
export function expandLists(source) {
  const places = Array.from({ length: WIDTHS.at(-1) }, (_, k) => WIDTHS.find((width) => width > k))
  const numbersFor = (line) => (line.startsWith('import') ? WIDTHS : places)
  const repeated = source.split('\n').flatMap((line) => {
    return line.includes('$n') ? numbersFor(line).map((width) => line.replaceAll('$n', String(width))) : [line]
  })
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
function repeat(line, name, times) {
  const mark = new RegExp(`\\$${name}\\b`, 'g')
  if (!mark.test(line)) return [line]
  return Array.from({ length: times }, (_, k) => line.replace(mark, String(k)).replace(/\$o\b/g, String(k % 2)))
}
