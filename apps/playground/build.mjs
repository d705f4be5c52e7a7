// Makes dist/site, the page as files that any server can hand out: `tsc -b` has compiled it, esbuild bundles the page and
// its two workers, and the images lie where @snn/fashion-mnist looks for them, beside the folder of the scripts.
import { copyFileSync, cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const folder = import.meta.dirname
const site = join(folder, 'dist', 'site')
const images = 'fashion-mnist-sample.bin.gz'

rmSync(site, { recursive: true, force: true })
cpSync(join(folder, 'static'), site, { recursive: true })
copyFileSync(fileURLToPath(new URL(`../${images}`, import.meta.resolve('@snn/fashion-mnist'))), join(site, images))
await build({
  absWorkingDir: join(folder, 'dist'),
  entryPoints: {
    page: 'page/main.js',
    'training-worker': 'training/worker.js',
    'measuring-worker': 'measuring/worker.js',
  },
  outdir: join(site, 'scripts'),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2023',
  // Loaded only in Node; what import() loads later is inside.
  external: ['node:*'],
  tsconfigRaw: '{}',
  logLevel: 'warning',
})
