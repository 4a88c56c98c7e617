/** docs/figures.md, from what was measured: the same results give the same page, and a scenario's rows stay together. */
import type { Machine } from './machine.ts'
import { verdictText } from './report.ts'
import type { Result } from './results.ts'

const head = `# Figures

Written by \`pnpm bench\`, from the raw samples in [bench/results](../bench/results); do not edit. What each scenario does, and what it is held against, stands in
[bench/README.md](../bench/README.md). Ratios were taken in one run, in turn with what they are divided by; a figure is the median with the lowest and the highest
round in brackets. *Inconclusive*: the median holds, but a round lies beyond the bar. Absolute times are those of the machine named below.
`

/** `results` in any order. */
export function renderFigures(results: readonly Result[]): string {
  const sorted = results.toSorted((a, b) => (a.scenario < b.scenario ? -1 : 1))
  const machines = [...new Map(sorted.map(({ machine }) => [machineText(machine), machine])).keys()]
  const bars = sorted.flatMap(({ lines }) => lines).filter(({ bar }) => bar !== null)
  const held = (verdict: string) => bars.filter((line) => verdictText(line) === verdict).length
  return [
    head,
    `${bars.length} bars: ${held('yes')} held, ${held('no')} missed, ${held('inconclusive')} inconclusive.\n`,
    '## Measured\n',
    table(['scenario', 'what', 'figure', 'bar', 'held', 'form'], sorted.flatMap(figureRows)),
    '## Runs\n',
    machines.map((text, index) => `Machine ${index + 1}: ${text}.\n`).join('\n'),
    table(
      [
        'scenario',
        'begun',
        'commit',
        'machine',
        'load before',
        'after',
        'took',
        'Node',
        'PostgreSQL',
        'Redis',
        'Dovecot',
        'Chromium',
      ],
      sorted.map((result) => runRow(result, machines.indexOf(machineText(result.machine)) + 1)),
    ),
  ].join('\n')
}

function figureRows({ scenario, form, failure, lines }: Result): string[][] {
  const rows = lines.map((line) => [scenario, line.figure, line.seen, line.bar ?? '', verdictText(line), form])
  return failure === null ? rows : [...rows, [scenario, `failed: ${failure}`, '', '', 'no', form]]
}

function runRow({ scenario, date, commit, load, tookSeconds, versions }: Result, machine: number): string[] {
  const [before, after] = [load.before, load.after].map((values) => values.map((value) => value.toFixed(1)).join(' '))
  const { node, postgres, redis, dovecot, chromium } = versions
  const begun = `${date.slice(0, 16).replace('T', ' ')} UTC`
  const run = [scenario, begun, commit, String(machine), before ?? '', after ?? '', `${tookSeconds} s`]
  return [...run, node, postgres, redis, dovecot, chromium]
}

function machineText({ cpu, cores, memoryGb, kernel }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGb} GB, ${kernel}`
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(' | ')} |\n`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('')
}

function cellText(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
}
