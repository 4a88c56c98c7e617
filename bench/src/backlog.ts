/** A desk beside mailboxes full of waiting mail, and what it takes until all of one is visible to an agent. */
import type { Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import pg from 'pg'
import { addMailbox, expectAll, untilVisible } from './accounts.ts'
import { mailsOf } from './corpus.ts'
import { startDesk } from './desk.ts'
import { cpuSecondsOf } from './process-tree.ts'
import {
  startMailServer,
  startPostgres,
  startRedis,
  temporaryFolder,
  type Postgres,
  type RedisServer,
} from './stage.ts'

/** `cpuMs` sums the desk, PostgreSQL and Redis. */
export type Taken = { wallMs: number; cpuMs: number }

export type Backlog = {
  dovecot: Dovecot
  postgres: Postgres
  redis: RedisServer | null
  /** Processes both sides use. */
  stores: number[]
  /** Connects the mailbox and waits; throws when a mail was lost or doubled. */
  take(mailbox: string): Promise<Taken>
}

export type BacklogSizes = { queue: 'redis' | 'postgres'; mailboxes: readonly string[]; mails: number }

export async function openBacklog(
  stack: AsyncDisposableStack,
  { queue, mailboxes, mails }: BacklogSizes,
): Promise<Backlog> {
  const dovecot = await startMailServer(stack, mailboxes)
  for (const name of mailboxes) dovecot.deliverMany(name, mailsOf(name, mails))
  const postgres = await startPostgres(stack)
  const redis = queue === 'redis' ? await startRedis(stack) : null
  const stores = [postgres.pid, ...(redis ? [redis.pid()] : [])]
  const databaseUrl = await postgres.database('desk')
  const dataDir = await temporaryFolder(stack)
  const desk = stack.use(await startDesk({ dataDir, databaseUrl, redisUrl: redis?.url }))
  const pool = stack.adopt(new pg.Pool({ connectionString: databaseUrl, max: 1 }), (open) => open.end())
  const take = async (mailbox: string): Promise<Taken> => {
    const cpuBefore = cpuSecondsOf([desk.pid, ...stores])
    const begun = performance.now()
    const account = await addMailbox(desk, dovecot, mailbox)
    await untilVisible(pool, [account], mails)
    const wallMs = performance.now() - begun
    const cpuMs = (cpuSecondsOf([desk.pid, ...stores]) - cpuBefore) * 1000
    await expectAll(pool, [account], mails)
    await desk.call('PATCH', `/accounts/${account}`, { enabled: false })
    return { wallMs, cpuMs }
  }
  return { dovecot, postgres, redis, stores, take }
}
