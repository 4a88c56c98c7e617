/** `pnpm chaos --faults [word …] [--short]`: every fault, or those whose names hold one of the words, each with its line in docs/faults.md. */
import { provenance, table, writeSection } from '../report.ts'
import { openWorld } from '../world.ts'
import { allFaults } from './catalogue.ts'
import { type FaultLine, type Form, runFault } from './fault.ts'
import { queueEmptied } from './store-faults.ts'

const header = [
  'fault',
  'injected',
  'times',
  'mails in',
  'shown',
  'twice',
  'replies asked',
  'sent',
  'failed',
  'unconfirmed: expected',
  'seen',
  'wrong recipient',
  'recovered in',
  'holds',
]

/** Resolves to whether all lines hold. The whole list replaces its section in docs/faults.md; a part of it is only printed. */
export async function runFaults(words: readonly string[], form: Form, say: (line: string) => void): Promise<boolean> {
  const chosen = allFaults.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
  const lines: FaultLine[] = []
  await using world = await openWorld({ queue: 'redis', signsIn: true })
  for (const fault of chosen) {
    const line = await runFault(world, fault, form)
    say(cellsOf(line).join(' | '))
    if (line.trouble !== null) say(line.trouble)
    lines.push(line)
  }
  if (chosen.includes(queueEmptied)) {
    await using other = await openWorld({ queue: 'postgres' })
    const line = await runFault(other, { ...queueEmptied, name: 'queue store emptied, on PostgreSQL' }, form)
    say(cellsOf(line).join(' | '))
    lines.push(line)
  }
  if (words.length === 0) say(sectionOf(lines, form))
  return lines.every(({ held }) => held)
}

function sectionOf(lines: readonly FaultLine[], form: Form): string {
  const holding = lines.filter(({ held }) => held).length
  const waits = form === 'long' ? 'Waits are waited for' : 'Waits are made to pass'
  return writeSection('Fault by fault', [
    `${holding} of ${lines.length} lines hold. ${waits}; the desk looks for what was left every 0.5 s, where an operator’s looks every 15 s, and the`,
    'leases of processes that are dead are ended at once. Replies answered with 5xx count as failed, which an agent sees.',
    '',
    ...table(header, lines.map(cellsOf)),
    '',
    `\`pnpm chaos --faults${form === 'short' ? ' --short' : ''}\` · ${provenance()}`,
  ])
}

function cellsOf({
  fault,
  injected,
  times,
  mails,
  replies,
  unconfirmed,
  wrong,
  recoverMs,
  held,
}: FaultLine): (string | number)[] {
  const seconds = `${(recoverMs / 1_000).toFixed(1)} s`
  return [
    fault,
    injected,
    times,
    mails.in,
    mails.shown,
    mails.twice,
    replies.asked,
    replies.sent,
    replies.failed,
    unconfirmed.expected,
    unconfirmed.seen,
    wrong,
    seconds,
    held ? 'yes' : 'NO',
  ]
}
