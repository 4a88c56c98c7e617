/** Looks for evidence of replies nobody knows the fate of, where the channel can tell. Finding one makes it sent; nothing is ever repeated. */
import { ChannelError } from '@cordboard/core/channel/error'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { confirmAnswered } from './answered-replies.ts'
import { loadOutbound } from './load-outbound.ts'
import { isOthers, recordFound } from './found-sent.ts'
import type { SendingConnections } from './sending-connections.ts'

/** A copy in the provider's Sent folder appears within minutes or not at all. */
const lookForMinutes = 30
const mostAtOnce = 200
/** Of the account's share of connections, so that replies can go out meanwhile. */
const lookersPerAccount = 2
/** The sweep has other work; a mail server that is silent must not keep it from that, nor one reply another. */
const longestLookMs = 10_000

type Row = { id: string; account_id: string; revision: number }

export async function reconcile(ctx: Context, connections: SendingConnections, signal: AbortSignal): Promise<void> {
  // In no order: what this sweep has no time for must not be what the next one has no time for.
  const { rows } = await sql<Row>`
    select m.id, m.account_id, a.revision from messages m join channel_accounts a on a.id = m.account_id
    where m.delivery_state = 'unconfirmed' and m.delivery_at > now() - ${lookForMinutes} * interval '1 minute'
      and a.enabled and a.deleted_at is null and not a.sending_held
    order by random() limit ${mostAtOnce}`.execute(ctx.db)
  await confirmAnswered(
    ctx,
    rows.map(({ id }) => id),
  )
  const stop = AbortSignal.any([signal, AbortSignal.timeout(longestLookMs)])
  const accounts = [...Map.groupBy(rows, (row) => row.account_id).values()]
  await Promise.all(accounts.map((ofAccount) => lookInTurn(ctx, connections, { rows: ofAccount, signal: stop })))
}

async function lookInTurn(
  ctx: Context,
  connections: SendingConnections,
  { rows, signal }: { rows: readonly Row[]; signal: AbortSignal },
): Promise<void> {
  const left = [...rows]
  const look = async () => {
    for (let row = left.shift(); row && !signal.aborted; row = left.shift()) {
      try {
        await lookForOne(ctx, connections, { row, signal })
      } catch (error) {
        // It stays unconfirmed and is looked for again by the next sweep.
        const reason = error instanceof ChannelError ? (error.technical ?? error.message) : String(error)
        ctx.log.info({ messageId: row.id, reason }, 'unconfirmed_not_looked_for')
      }
    }
  }
  await Promise.all(Array.from({ length: lookersPerAccount }, look))
}

async function lookForOne(
  ctx: Context,
  connections: SendingConnections,
  { row, signal }: { row: Row; signal: AbortSignal },
): Promise<void> {
  await connections.use(row.account_id, row.revision, async ({ connection }) => {
    if (!connection.findSent) return
    const about = { messageId: row.id, accountId: row.account_id }
    const isTaken = (externalId: string) => isOthers(ctx, { ...about, externalId })
    const externalId = await connection.findSent(await loadOutbound(ctx, row.id), signal, isTaken)
    if (externalId === null || !(await recordFound(ctx, { ...about, externalId }))) return
    ctx.log.info({ messageId: row.id }, 'unconfirmed_found_sent')
  })
}
