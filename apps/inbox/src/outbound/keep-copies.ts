/**
 * Files copies of sent replies with the provider, where the account wants that. The row in `sent_copies` is written with the receipt and
 * goes when the copy is there, so a crash forgets none; nothing here changes what is known of the reply.
 */
import { ChannelError } from '@cordboard/core/channel/error'
import { detailOf } from '@cordboard/core/sentence'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { say } from '../sentences.ts'
import { loadOutbound } from './load-outbound.ts'
import type { SendingConnections } from './sending-connections.ts'

const mostAtOnce = 100
/** After some hours of waits that double, the copy is given up; the account goes on saying why. */
const mostAttempts = 9
/** Like the search for evidence: the sweep has other work. */
const longestMs = 10_000

type Due = { account_id: string; revision: number; message_ids: string[] }

/** Each account has `limitMs`; what is not done by then is tried again later. */
export async function keepCopies(
  ctx: Context,
  connections: SendingConnections,
  signal: AbortSignal,
  limitMs = longestMs,
): Promise<void> {
  const due = await claimDue(ctx)
  const stop = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
  await Promise.all(due.map((account) => keepForAccount(ctx, connections, { account, signal, stop })))
}

/** The wait before the next look is also what keeps two workers from filing the same copy at once. */
async function claimDue({ db }: Pick<Context, 'db'>): Promise<Due[]> {
  const { rows } = await sql<Due>`
    with due as (
      select c.message_id from sent_copies c join channel_accounts a on a.id = c.account_id
      where c.look_after <= now() and a.enabled and a.deleted_at is null and not a.sending_held
      order by c.look_after limit ${mostAtOnce} for update of c skip locked
    ), claimed as (
      update sent_copies c set attempts = c.attempts + 1, look_after = now() + power(2, c.attempts) * interval '1 minute'
      from due where c.message_id = due.message_id
      returning c.account_id, c.message_id
    )
    select claimed.account_id, a.revision, array_agg(claimed.message_id::text order by claimed.message_id) as message_ids
    from claimed join channel_accounts a on a.id = claimed.account_id group by 1, 2`.execute(db)
  return rows
}

async function keepForAccount(
  ctx: Context,
  connections: SendingConnections,
  { account, signal, stop }: { account: Due; signal: AbortSignal; stop: AbortSignal },
): Promise<void> {
  const { account_id: accountId, revision, message_ids: ids } = account
  let kept = 0
  const onKept = async (id: string) => {
    kept += 1
    await forget(ctx, [id])
  }
  try {
    await connections.use(accountId, revision, async ({ connection }) => {
      // Switched off since: nobody waits for these any more.
      if (!connection.keepSent) return forget(ctx, ids)
      const messages = await Promise.all(ids.map((id) => loadOutbound(ctx, id)))
      await connection.keepSent(messages, onKept, stop)
      await ctx.pool.query(
        'update channel_accounts set sent_copy_problem = null where id = $1 and sent_copy_problem is not null',
        [accountId],
      )
    })
  } catch (error) {
    // A long list is not done in one go.
    if (signal.aborted || (stop.aborted && kept > 0)) return
    await noteProblem(ctx, accountId, error)
    await ctx.pool.query('delete from sent_copies where message_id = any($1::bigint[]) and attempts >= $2', [
      ids,
      mostAttempts,
    ])
  }
}

async function forget({ pool }: Pick<Context, 'pool'>, ids: readonly string[]): Promise<void> {
  await pool.query('delete from sent_copies where message_id = any($1::bigint[])', [ids])
}

async function noteProblem(
  { pool, log }: Pick<Context, 'pool' | 'log'>,
  accountId: string,
  error: unknown,
): Promise<void> {
  const technical = error instanceof ChannelError ? error.technical : String(error)
  log.warn({ accountId, technical }, 'sent_copy_not_kept')
  const { detail, sentence } =
    error instanceof ChannelError ? { detail: error.message, sentence: error.sentence } : detailOf(say('copy_not_kept'))
  const problem = { detail, sentence, at: new Date().toISOString() }
  await pool.query('update channel_accounts set sent_copy_problem = $2 where id = $1', [
    accountId,
    JSON.stringify(problem),
  ])
}
