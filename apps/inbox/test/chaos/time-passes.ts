/** Moves every deadline of a desk that was killed into the past, as waiting two minutes would. */
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { until } from '@cordboard/channel-testkit/peers/until'
import pg from 'pg'
import type { Rows } from './desk-line.ts'

type Desk = { pool: Rows; redisUrl: string | null }

/** Only for a desk of which no process runs: a living one renews what is aged here. */
export async function letTimePass({ pool, redisUrl }: Desk): Promise<void> {
  await pool.query([leases, waiting, underWay].join(';'))
  if (redisUrl === null) await pool.query(postgresQueue)
  else await redis(redisUrl, ['EVAL', redisQueue, '0'])
}

/** For what waits and is held by nobody: the sweep takes it for left behind. */
export async function ageWork(pool: Rows): Promise<void> {
  await pool.query([waiting, pauses].join(';'))
}

/**
 * What the only worker held when it died is free. Resolves to the client ids of the replies it was handing over, once PostgreSQL has
 * ended the sessions of the dead: a commit that was on its way counts.
 */
export async function deadWorker({ pool, redisUrl }: Desk): Promise<string[]> {
  await until('no session is in the middle of something', async () => {
    const { rows } = await pool.query<{ busy: number }>(busySessions)
    return rows[0]?.busy === 0
  }).catch(() => undefined)
  const { rows } = await pool.query<{ client_id: string }>(`${underWay} returning client_id`)
  if (redisUrl === null) await pool.query(postgresQueue)
  else await redis(redisUrl, ['EVAL', redisQueue, '0'])
  return rows.map((row) => row.client_id)
}

/** The only listener is dead: its accounts are free. */
export async function deadListener({ pool }: Desk): Promise<void> {
  await pool.query(leases)
}

/** The queue on PostgreSQL forgets everything, as a Redis does that is emptied. */
export async function emptyQueue(pool: Rows): Promise<void> {
  const empty = `truncate bullmq.job, bullmq.dedup, bullmq.dedup_next, bullmq.scheduler, bullmq.meta cascade`
  // A desk at work may stand in the way.
  for (let emptied = false; !emptied;) {
    emptied = await pool.query(empty).then(
      () => true,
      (error: { code?: string }) => {
        if (error.code !== '40P01') throw error
        return false
      },
    )
  }
}

/** For a desk with its own database, once it runs again: whoever held its accounts is dead. */
export async function endLeases(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'postgres')
  const { desk } = JSON.parse(await readFile(join(folder, 'credentials.json'), 'utf8')) as { desk: string }
  const port = (await readFile(join(folder, 'cluster/postmaster.pid'), 'utf8')).split('\n')[3]
  const client = new pg.Client({ connectionString: `postgres://cordboard:${desk}@127.0.0.1:${port}/cordboard` })
  await client.connect()
  await client.query(leases)
  await client.end()
}

const waiting = `
  update ledger set accepted_at = accepted_at - interval '2 minutes', retry_at = retry_at - interval '2 minutes' where state = 'open';
  update messages set delivery_at = delivery_at - interval '2 minutes', deliver_after = deliver_after - interval '2 minutes'
  where delivery_state = 'queued'`

const underWay = `
  update messages set sending_until = sending_until - interval '2 minutes' where delivery_state = 'sending'`

const busySessions = `
  select count(*)::int as busy from pg_stat_activity
  where application_name = 'cordboard' and state in ('active', 'idle in transaction') and datname = current_database()`

const pauses = `update channel_accounts set sending_waits_until = null where sending_waits_until is not null`

const leases = `
  update channel_accounts set lease_until = now() - interval '1 second', sending_waits_until = null;
  update listeners set seen_at = seen_at - interval '2 minutes'`

/** A dead worker's jobs are seen as such at the next look. */
const postgresQueue = `
  delete from bullmq.meta where field = 'stalled-check';
  update bullmq.job set locked_until_ms = 0, stalled_marked = true where state = 'active'`

const redisQueue = `
  for _, kind in ipairs({'inbound', 'drain', 'sweep'}) do
    local queue = 'bull:cordboard-' .. kind .. ':'
    redis.call('DEL', queue .. 'stalled-check')
    for _, id in ipairs(redis.call('LRANGE', queue .. 'active', 0, -1)) do
      redis.call('DEL', queue .. id .. ':lock')
      redis.call('SADD', queue .. 'stalled', id)
    end
  end
  return 1`

/** One command on a connection of its own. Throws when Redis refuses it or hangs up. */
export async function redis(url: string, command: readonly string[]): Promise<void> {
  const { port, pathname } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  const database = pathname.slice(1) || '0'
  socket.write(encoded(['SELECT', database]) + encoded(command))
  let answer = ''
  for await (const chunk of socket) {
    answer += String(chunk)
    if (answer.split('\r\n').length >= 3) break
  }
  if (/^-/m.test(answer) || answer.split('\r\n').length < 3) throw new Error(`Redis refused ${command[0]}: ${answer}`)
}

function encoded(command: readonly string[]): string {
  return `*${command.length}\r\n${command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`
}
