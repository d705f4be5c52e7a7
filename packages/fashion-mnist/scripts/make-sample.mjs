// Makes fashion-mnist-sample.bin.gz from the four original files: node scripts/make-sample.mjs FOLDER (after a build).
import { writeFile } from 'node:fs/promises'
import { constants, gzipSync } from 'node:zlib'
import { FASHION_MNIST } from '@snn/data'
import { idxImages } from '@snn/data/node'
import { firstOfEachClass } from '../dist/first-of-each-class.js'
import { writeSample } from '../dist/sample-file.js'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: node scripts/make-sample.mjs FOLDER_OF_THE_FOUR_FILES')
const { train, test } = await idxImages(FASHION_MNIST, { folder })
const bytes = writeSample({ train: firstOfEachClass(train, 600), test: firstOfEachClass(test, 100) })
const packed = gzipSync(bytes, { level: 9, memLevel: 9, strategy: constants.Z_FILTERED })
await writeFile(new URL('../fashion-mnist-sample.bin.gz', import.meta.url), packed)
console.log(`${bytes.length} bytes, gzipped ${packed.length}`)
