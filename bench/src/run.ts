/**
 * `pnpm bench [scenario …] [--short]`: measures the product beside its floors in one run and prints ratios. Exit code 1 when a
 * bar is missed. `--short` takes fewer rounds, for a look while working.
 */
import { parseArgs } from 'node:util'
import { machineLine, printLine, type Line } from './report.ts'
import { coldStart } from './scenarios/cold-start.ts'
import { firstLoad } from './scenarios/first-load.ts'
import { footprintIdle } from './scenarios/footprint-idle.ts'
import { listApi } from './scenarios/list-api.ts'
import { mailBacklog } from './scenarios/mail-backlog.ts'
import { mailFreshness } from './scenarios/mail-freshness.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false } },
})
const { short } = values

const scenarios: Record<string, () => Promise<Line[]>> = {
  'cold-start': () => coldStart({ repeats: short ? 2 : 5 }),
  'first-load': () => firstLoad({ conversations: short ? 10_000 : 100_000, loads: short ? 3 : 7 }),
  'footprint-idle': () => footprintIdle({ accounts: short ? 5 : 50, idleSeconds: short ? 10 : 30 }),
  'list-api': () => listApi({ conversations: short ? 10_000 : 100_000, pairs: short ? 3 : 7, requests: 200 }),
  'mail-backlog': async () => [
    ...(await mailBacklog({ queue: 'redis', mails: short ? 100 : 300, pairs: short ? 3 : 7 })),
    ...(await mailBacklog({ queue: 'postgres', mails: short ? 100 : 300, pairs: short ? 3 : 7 })),
  ],
  'mail-freshness': () => mailFreshness({ mails: short ? 6 : 20 }),
}

const chosen = positionals.length > 0 ? positionals : Object.keys(scenarios)
const unknown = chosen.filter((name) => !(name in scenarios))
if (unknown.length > 0) {
  console.error(`There is no scenario ${unknown.join(', ')}; there are ${Object.keys(scenarios).join(', ')}.`)
  process.exit(2)
}
console.log(machineLine())
const lines: Line[] = []
for (const name of chosen) {
  const measured = (await scenarios[name]?.()) ?? []
  for (const line of measured) printLine(line)
  lines.push(...measured)
}
const missed = lines.filter(({ met }) => met === false).length
console.log(`${lines.filter(({ bar }) => bar !== null).length} bars, ${missed} missed`)
process.exitCode = missed > 0 ? 1 : 0
