/** Keeps docs/faults.md: each command replaces its own section and leaves the others as they stand. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../../..')
const file = join(root, 'docs/faults.md')

const head = `# Faults

What happens to mail and replies when parts die, freeze, forget or lie, written by \`pnpm chaos\` itself. Fake customers, agents and a mail server keep
the truth; a checker that knows nothing of how the desk works compares it with what the desk shows and what left it. Each number
but \`unconfirmed\` must be zero; \`unconfirmed\` must be what was put in doubt, no more and no less. Only of a mail so short that it may have left whole before
its line was cut, and that the server never said it took, nobody can tell what it must be: those the killer counts as *more may be*.
`

/** `heading` without the marks. Returns what stands there now. */
export function writeSection(heading: string, lines: readonly string[]): string {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : head
  const sections = before.split(/^(?=## )/m)
  const section = `## ${heading}\n\n${lines.join('\n')}\n`
  const at = sections.findIndex((known) => known.startsWith(`## ${heading}\n`))
  if (at === -1) sections.push(section)
  else sections[at] = section
  writeFileSync(file, `${sections.map((part) => part.trimEnd()).join('\n\n')}\n`)
  return section
}

/** The rows of a table that stands in a section, by their first cell. */
export function rowsOf(heading: string): Map<string, string[]> {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const section = text.split(/^(?=## )/m).find((known) => known.startsWith(`## ${heading}\n`)) ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  return new Map(
    rows.slice(1).map((line) => {
      const cells = line.slice(2, -2).split(' | ')
      return [cells[0] ?? '', cells]
    }),
  )
}

/** Where a figure was made. */
export function machine(): string {
  const [cpu] = cpus()
  return `${cpus().length} x ${cpu?.model.trim() ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`
}

/** When, and of which state of the code. */
export function moment(): string {
  return `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, ${commit()}`
}

function commit(): string {
  const asked = process.env['CHAOS_COMMIT']
  if (asked) return asked
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', 'apps', 'packages') === '' ? '' : ' with changes'}`
  } catch {
    return 'unknown'
  }
}

export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)]
}
