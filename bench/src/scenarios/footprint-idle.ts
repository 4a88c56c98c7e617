/** What an idle desk takes on a machine with nothing but Node: everything in one process, its own PostgreSQL. */
import { setTimeout as delay } from 'node:timers/promises'
import { addMailbox, allConnected } from '../accounts.ts'
import { startDesk } from '../desk.ts'
import { cpuSecondsOf, memoryMbOf, ownCpuSecondsOf, residentMbOf } from '../process-tree.ts'
import { factLine, limitLine, type Line } from '../report.ts'
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
  const [allBefore, ownBefore] = [cpuSecondsOf([desk.pid]), ownCpuSecondsOf(desk.pid)]
  await delay(idleSeconds * 1000)
  const share = (before: number, after: number) => ((after - before) / idleSeconds) * 100
  return [
    limitLine(`memory with PostgreSQL and ${accounts} mailboxes`, memoryMbOf([desk.pid]), 'MB', 350),
    limitLine('CPU of one core while idle', share(allBefore, cpuSecondsOf([desk.pid])), '%', 1),
    factLine('of which without PostgreSQL', `${share(ownBefore, ownCpuSecondsOf(desk.pid)).toFixed(1)} %`),
    factLine('memory without PostgreSQL', `${residentMbOf(desk.pid).now.toFixed(0)} MB resident`),
  ]
}
