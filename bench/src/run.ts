/**
 * `pnpm bench [scenario …] [--short | --tiny] [--strict]`: measures the product beside its floors and writes docs/figures.md. `--short`
 * takes fewer and smaller rounds; `--tiny` only shows that a scenario works, and writes nothing. With `--strict` a missed bar or a
 * failed scenario is exit code 1.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine, readCommit, readLoad, readVersions } from './machine.ts'
import { printLine } from './report.ts'
import { keepResult, places, writeFigures, type Form, type Result } from './results.ts'
import type { Outcome } from './run-scenario.ts'
import { scenarios } from './scenarios.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    tiny: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
  },
})
const form: Form = values.tiny ? 'tiny' : values.short ? 'short' : 'full'
const names = Object.keys(scenarios)
const chosen = positionals.length > 0 ? positionals : names
const unknown = chosen.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`There is no scenario ${unknown.join(', ')}; there are ${names.join(', ')}.`)
  process.exit(2)
}

const about = { commit: await readCommit(), machine: describeMachine(), versions: await readVersions() }
console.log(
  `${about.machine.cpu}, ${about.machine.cores} cores, Node ${about.versions.node}, load ${readLoad().join(' ')}, ${form} form`,
)
const results: Result[] = []
for (const name of chosen) {
  const result = await runScenario(name)
  results.push(result)
  for (const line of result.lines) printLine(name, line)
  if (result.failure !== null) console.log(`${name.padEnd(16)} FAILED: ${result.failure}`)
  // After each, so that a run that is broken off has not been for nothing.
  if (await keepResult(result, places)) await writeFigures(places)
  else console.log(`${name.padEnd(16)} docs/figures.md keeps what it has`)
}

const bars = results.flatMap(({ lines }) => lines).filter(({ bar }) => bar !== null)
const missed = bars.filter(({ met }) => met === false).length
const failed = results.filter(({ failure }) => failure !== null).length
console.log(`${bars.length} bars, ${missed} missed; ${results.length} scenarios, ${failed} failed`)
process.exitCode = values.strict && missed + failed > 0 ? 1 : 0

async function runScenario(name: string): Promise<Result> {
  const date = new Date().toISOString()
  const begun = performance.now()
  const before = readLoad()
  const limitSeconds = scenarios[name]?.limitSeconds ?? 0
  const outcome = await outcomeOf(name, limitSeconds)
  return {
    scenario: name,
    form,
    date,
    ...about,
    tookSeconds: (performance.now() - begun) / 1000,
    load: { before, after: readLoad() },
    failure: 'failure' in outcome ? outcome.failure : null,
    lines: 'lines' in outcome ? outcome.lines : [],
  }
}

async function outcomeOf(name: string, limitSeconds: number): Promise<Outcome> {
  const child = fork(join(import.meta.dirname, 'run-scenario.ts'), [name, form])
  let outcome: Outcome = { failure: 'It ended without a word.' }
  child.on('message', (message) => (outcome = message as Outcome))
  const limit = setTimeout(() => {
    outcome = { failure: `It took longer than ${limitSeconds} s.` }
    child.kill('SIGTERM')
  }, limitSeconds * 1000)
  await once(child, 'exit')
  clearTimeout(limit)
  return outcome
}
