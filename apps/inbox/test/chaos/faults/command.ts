/** `pnpm chaos --faults [word …] [--short]`: every fault, or those whose names hold one of the words, each with its line in docs/faults.md. */
import { machine, moment, rowsOf, table, writeSection } from '../report.ts'
import { openWorld, type World, type WorldOptions } from '../world.ts'
import { allFaults } from './catalogue.ts'
import { type Fault, type FaultLine, type Form, runFault } from './fault.ts'
import { queueEmptied } from './store-faults.ts'
import { tokenRace } from './token-faults.ts'

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

/** Those that need servers of another kind. */
const elsewhere: readonly { fault: Fault; needs: WorldOptions }[] = [
  { fault: { ...queueEmptied, name: 'queue store emptied, on PostgreSQL' }, needs: { queue: 'postgres' } },
  { fault: tokenRace, needs: { queue: 'redis', tokens: true } },
]

/** Resolves to whether all lines hold. Their lines are replaced in docs/faults.md. */
export async function runFaults(words: readonly string[], form: Form, say: (line: string) => void): Promise<boolean> {
  const isChosen = (name: string) => words.length === 0 || words.some((word) => name.includes(word))
  const lines: FaultLine[] = []
  const judge = async (world: World, fault: Fault) => {
    const line = await runFault(world, fault, form)
    say(cellsOf(line).join(' | '))
    if (line.trouble !== null) say(line.trouble)
    lines.push(line)
  }
  const chosen = allFaults.filter(({ name }) => isChosen(name))
  if (chosen.length > 0) {
    await using world = await openWorld({ queue: 'redis', signsIn: true })
    for (const fault of chosen) await judge(world, fault)
  }
  for (const { fault, needs } of elsewhere.filter(({ fault: { name } }) => isChosen(name))) {
    await using other = await openWorld(needs)
    await judge(other, fault)
  }
  say(sectionOf(lines, form))
  return lines.every(({ held }) => held)
}

const order = [...allFaults, ...elsewhere.map(({ fault }) => fault)].map(({ name }) => name)

/** Lines of faults that were not tried this time stay as they were. */
function sectionOf(lines: readonly FaultLine[], form: Form): string {
  const heading = form === 'long' ? 'Fault by fault' : 'Fault by fault, in short'
  const now = moment()
  const before = rowsOf(heading)
  for (const line of lines) before.set(line.fault, [...cellsOf(line).map(String), now])
  const known = order.map((name) => before.get(name)).filter((row) => row !== undefined)
  const holding = known.filter((row) => row.at(-2) === 'yes').length
  const waits = form === 'long' ? 'Waits are waited for' : 'Waits are made to pass'
  return writeSection(heading, [
    `${holding} of ${known.length} lines hold. ${waits}; the desk looks for what was left every 0.5 s, where an operator’s looks every 15 s, and the`,
    'leases of processes that are dead are ended at once. Replies answered with 5xx count as failed, which an agent sees.',
    '',
    ...table([...header, 'when, of what'], known),
    '',
    `\`pnpm chaos --faults${form === 'short' ? ' --short' : ''}\` · ${machine()}`,
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
