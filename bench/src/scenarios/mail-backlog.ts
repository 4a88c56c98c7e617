/** Mails waiting in a mailbox, until all are visible to an agent: what one mail costs beside the least it can cost. */
import { openBacklog, type Taken } from '../backlog.ts'
import { mailNumber } from '../corpus.ts'
import { startFloor } from '../floor-process.ts'
import type { BacklogAnswer } from '../floor/mail-floor.ts'
import { type Paired, ratioBetween, ratioOf, runPairs, spreadOf } from '../pairs.ts'
import { cpuSecondsOf } from '../process-tree.ts'
import { factLine, gainLine, ratioLine, spreadText, type Line } from '../report.ts'
import { hasRequestTracker, startRequestTracker } from '../request-tracker.ts'

export type BacklogOptions = { mails: number; pairs: number; rtMails: number }

/** On both queue back ends, and beside Request Tracker where it is installed. */
export async function mailBacklogs({ mails, pairs, rtMails }: BacklogOptions): Promise<Line[]> {
  return [
    ...(await besideFloor('redis', { mails, pairs })),
    ...(await besideFloor('postgres', { mails, pairs })),
    ...(await besideRequestTracker({ mails, rtMails, pairs: Math.min(pairs, 3) })),
  ]
}

type Sizes = Pick<BacklogOptions, 'mails' | 'pairs'>

async function besideFloor(queue: 'redis' | 'postgres', { mails, pairs }: Sizes): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const mailboxes = Array.from({ length: pairs + 1 }, (_, n) => [`ours${n}`, `floor${n}`]).flat()
  const { dovecot, postgres, redis, stores, take } = await openBacklog(stack, { queue, mailboxes, mails })
  const leastWork = startFloor(stack, 'mail-floor.ts', [await postgres.database('floor'), redis?.url ?? ''])
  const ours = (pair: number) => take(`ours${pair}`)
  const floor = async (pair: number): Promise<Taken> => {
    const before = cpuSecondsOf(stores)
    const mailbox = { imapPort: dovecot.imapPort, ...dovecot.account(`floor${pair}`) }
    const { wallMs, cpuMs } = await leastWork.ask<BacklogAnswer>({ kind: 'backlog', count: mails, ...mailbox })
    return { wallMs, cpuMs: (cpuSecondsOf(stores) - before) * 1000 + cpuMs }
  }
  // The first mails of a process pay for loading and compiling; both sides pay once, uncounted.
  await ours(pairs)
  await floor(pairs)
  return report(await runPairs(pairs, { ours, floor }), { queue, mails })
}

function report(result: Paired<Taken>, { queue, mails }: { queue: 'redis' | 'postgres'; mails: number }): Line[] {
  const bar = queue === 'redis' ? 2 : 2.5
  const perMail = (side: 'ours' | 'floor', pick: (one: Taken) => number) =>
    spreadText(spreadOf(result[side].map((one) => pick(one) / mails)), '', 1)
  const both = (pick: (one: Taken) => number) => `${perMail('ours', pick)} / ${perMail('floor', pick)}`
  const cpu = ({ cpuMs }: Taken) => cpuMs
  return [
    ratioLine(`CPU a mail beside the floor, queue on ${queue}`, ratioOf(result, cpu), bar),
    factLine(`CPU ms a mail, ours / floor, queue on ${queue}`, both(cpu)),
    factLine(
      `wall ms a mail, ours / floor, queue on ${queue}`,
      both(({ wallMs }) => wallMs),
    ),
  ]
}

/** Its gateway takes mail by HTTP: as many at a time as it has workers, the same mails, a shorter row because it takes its time. */
async function besideRequestTracker({ mails, rtMails, pairs }: BacklogOptions): Promise<Line[]> {
  if (!hasRequestTracker())
    return [factLine('beside Request Tracker 5', 'skipped: apt package request-tracker5 is not installed')]
  await using stack = new AsyncDisposableStack()
  const mailboxes = Array.from({ length: pairs + 1 }, (_, n) => `ours${n}`)
  const { postgres, take } = await openBacklog(stack, { queue: 'redis', mailboxes, mails })
  const tracker = await startRequestTracker(stack, postgres)
  const mailsPerSecond = (count: number, wallMs: number) => (count / wallMs) * 1000
  const ours = async (pair: number) => mailsPerSecond(mails, (await take(`ours${pair}`)).wallMs)
  const floor = async (pair: number) => {
    const batch = Array.from({ length: rtMails }, (_, index) => mailNumber(index, `tracker${pair}`))
    return mailsPerSecond(rtMails, await tracker.take(batch))
  }
  await ours(pairs)
  await floor(pairs)
  const result = await runPairs(pairs, { ours, floor })
  return [
    gainLine('mails a second beside Request Tracker 5', ratioBetween(result.ours, result.floor), 10),
    factLine(
      'mails a second, ours / Request Tracker 5',
      `${spreadText(spreadOf(result.ours), '', 1)} / ${spreadText(spreadOf(result.floor), '', 1)}`,
    ),
  ]
}
