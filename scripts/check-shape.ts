import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { printMedians } from './shape/medians.ts'
import { rules } from './shape/rules.ts'
import { readTree } from './shape/tree.ts'

/** The rules of the house that no linter knows. `--medians` prints how long files are; a folder may be named instead of this one. */
const { values, positionals } = parseArgs({ options: { medians: { type: 'boolean' } }, allowPositionals: true })
const tree = await readTree(resolve(positionals[0] ?? join(import.meta.dirname, '..')))

for (const rule of rules) {
  const faults = rule.find(tree)
  if (faults.length === 0) continue
  console.log(`${rule.name}: ${rule.reason}`)
  for (const { at, found } of faults) console.log(`  ${at}: ${found}`)
  process.exitCode = 1
}
if (values.medians) printMedians(tree)
