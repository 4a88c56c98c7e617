/** What an idle desk takes on a machine with nothing but Node: everything in one process, its own PostgreSQL. */
import { setTimeout as delay } from 'node:timers/promises'
import { addMailbox, allConnected } from '../accounts.ts'
import { startDesk } from '../desk.ts'
import { cpuSecondsOf, memoryMbOf } from '../process-tree.ts'
import { limitLine, type Line } from '../report.ts'
import { startMailServer, temporaryFolder } from '../stage.ts'

export async function footprintIdle({
  accounts,
  idleSeconds,
}: {
  accounts: number
  idleSeconds: number
}): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const names = Array.from({ length: accounts }, (_, n) => `idle${n}`)
  const dovecot = await startMailServer(stack, names)
  const desk = stack.use(await startDesk({ dataDir: await temporaryFolder(stack) }))
  for (const name of names) await addMailbox(desk, dovecot, name)
  await allConnected(desk, accounts)
  await delay(5_000)
  const before = cpuSecondsOf([desk.pid])
  await delay(idleSeconds * 1000)
  const share = ((cpuSecondsOf([desk.pid]) - before) / idleSeconds) * 100
  return [
    limitLine(`memory with PostgreSQL and ${accounts} mailboxes`, memoryMbOf([desk.pid]), 'MB', 350),
    limitLine('CPU of one core while idle', share, '%', 1),
  ]
}
