import { parseArgs } from 'node:util'
import { ArgumentError, FormatError, isSnnError, type Backend } from '@snn/core'
import { goldenNames, loadGoldenCase } from './golden/load-golden.js'
import { runGoldenCase, type GoldenResult } from './golden/run-golden.js'

/* pnpm golden --backend cpu --dir DIR [--json]: every golden case of a folder on a backend, the worst error per quantity. */

const usage = 'pnpm golden --backend NAME --dir DIR [--json]'

/** The factory of a backend, from the package of its name: this program depends on none of them. */
async function open(name: string): Promise<Backend> {
  const module = (await import(name === 'plain' ? './plain/plain-driver.js' : `@snn/backend-${name}`).catch(
    (cause: unknown) => {
      throw new ArgumentError({
        what: `--backend ${name}: there is no package @snn/backend-${name}`,
        fix: usage,
        cause,
      })
    },
  )) as Readonly<Record<string, () => Promise<Backend>>>
  return module[name]!()
}

function readOptions(): { backend: string; dir: string; json: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        backend: { type: 'string', default: 'cpu' },
        dir: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    if (values.dir === undefined) throw new Error('--dir is missing: the folder of golden cases')
    return { ...values, dir: values.dir }
  } catch (cause) {
    throw new ArgumentError({ what: cause instanceof Error ? cause.message : String(cause), fix: usage })
  }
}

async function main(): Promise<number> {
  const { backend: name, dir, json } = readOptions()
  const backend = await open(name)
  const skipped: { case: string; needs: readonly string[] }[] = []
  const results: GoldenResult[] = []
  for (const caseName of goldenNames(dir)) {
    const golden = loadGoldenCase(dir, caseName)
    if (golden.kind === 'feed-forward') results.push(...(await runGoldenCase(backend, golden)))
    else skipped.push({ case: golden.name, needs: golden.needs })
  }
  await backend.close()
  const failed = results.filter((result) => result.checks.some((check) => !(check.error <= check.tolerance)))
  if (json) printJson(name, results, skipped, failed.length)
  else printTable(results, skipped, failed)
  if (results.length === 0)
    throw new FormatError({
      what: `no golden case of ${dir} was run on ${name}`,
      fix: 'Point --dir at a folder with cases (NAME.json and NAME.bin) of a kind that this backend has.',
    })
  return failed.length === 0 ? 0 : 1
}

/** The worst error of each quantity of a case, over its variants. */
function worstOf(results: readonly GoldenResult[]): Map<string, { error: number; tolerance: number; variant: string }> {
  const worst = new Map<string, { error: number; tolerance: number; variant: string }>()
  for (const { variant, checks } of results)
    for (const { quantity, error, tolerance } of checks)
      if (!(error <= (worst.get(quantity)?.error ?? -1))) worst.set(quantity, { error, tolerance, variant })
  return worst
}

function printTable(
  results: readonly GoldenResult[],
  skipped: readonly { case: string; needs: readonly string[] }[],
  failed: readonly GoldenResult[],
): void {
  for (const [name, own] of Object.entries(Object.groupBy(results, (result) => result.case))) {
    console.log(`${name}  ${own!.length} variants`)
    for (const [quantity, { error, tolerance, variant }] of worstOf(own!)) {
      const verdict = error <= tolerance ? 'ok    ' : 'FAILED'
      console.log(
        `  ${verdict} ${quantity.padEnd(10)} ${error.toExponential(1).padStart(8)}  of ${tolerance}  (${variant})`,
      )
    }
  }
  for (const one of skipped) console.log(`${one.case}  skipped: needs ${one.needs.join(', ')}`)
  console.log(
    `${results.length - failed.length} variants passed, ${failed.length} failed, ${skipped.length} cases skipped`,
  )
}

function printJson(
  backend: string,
  results: readonly GoldenResult[],
  skipped: readonly { case: string; needs: readonly string[] }[],
  failed: number,
): void {
  for (const result of results) console.log(JSON.stringify({ type: 'variant', ...result }))
  for (const one of skipped) console.log(JSON.stringify({ type: 'skipped', ...one }))
  const worst = Object.fromEntries([...worstOf(results)].map(([quantity, { error }]) => [quantity, error]))
  console.log(
    JSON.stringify({ type: 'summary', backend, variants: results.length, failed, skipped: skipped.length, worst }),
  )
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(isSnnError(error) ? `golden: ${error.message}` : error)
    process.exitCode = 1
  },
)
