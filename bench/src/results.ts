/** What each scenario last measured, raw: one JSON file a scenario, from which docs/figures.md is written. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { renderFigures } from './figures.ts'
import type { Machine, Versions } from './machine.ts'
import type { Line } from './report.ts'

export type Form = 'tiny' | 'short' | 'full'

export type Result = {
  scenario: string
  form: Form
  /** ISO 8601, when it began. */
  date: string
  commit: string
  tookSeconds: number
  /** Load averages before and after. */
  load: { before: number[]; after: number[] }
  machine: Machine
  versions: Versions
  /** Why there are no lines, or not all. */
  failure: string | null
  lines: Line[]
}

export type Places = { results: string; figures: string }

const root = join(import.meta.dirname, '../..')
export const places: Places = { results: join(root, 'bench/results'), figures: join(root, 'docs/figures.md') }

/** Keeps a result and says whether it did: a short look never takes the place of a full measurement. */
export async function keepResult(result: Result, { results }: Places): Promise<boolean> {
  if (result.form === 'tiny') return false
  await mkdir(results, { recursive: true })
  const known = (await readResults(results)).find(({ scenario }) => scenario === result.scenario)
  if (known && known.form === 'full' && result.form !== 'full') return false
  await writeFile(join(results, `${result.scenario}.json`), `${JSON.stringify(rounded(result), null, 1)}\n`)
  return true
}

export async function writeFigures({ results, figures }: Places): Promise<void> {
  await writeFile(figures, renderFigures(await readResults(results)))
}

async function readResults(folder: string): Promise<Result[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted()
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Result))
}

/** More digits than a clock has make a file of noise. */
function rounded(result: Result): Result {
  const lines = result.lines.map((line) => ({
    ...line,
    samples: line.samples.map((sample) => Math.round(sample * 1000) / 1000),
  }))
  return { ...result, tookSeconds: Math.round(result.tookSeconds), lines }
}
