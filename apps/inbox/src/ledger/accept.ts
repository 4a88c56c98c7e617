/** Where a message from outside becomes ours: its bytes and the account's new position are stored in one transaction. */
import { createHash } from 'node:crypto'
import type { Cursor, RawMessage } from '@cordboard/core/channel/channel'
import { LeaseLost } from '@cordboard/core/channel/error'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { giveBackMemory } from '../give-back-memory.ts'
import { type EnteredRow, enterRows, type LedgerEntry } from './enter-rows.ts'

/** Longer raw messages lie in the blob store. */
export const largestRowBytes = 1_000_000

/** Who accepts: `epoch` is the lease under which a listener reads; `null` where the provider calls us. */
export type Acceptor = { accountId: string; epoch: string | null }

type Needs = Pick<Context, 'pool' | 'blobs' | 'doorbell' | 'reach'>

/**
 * Durable when it resolves. Messages whose key is known are skipped; the same bytes under a new key are kept but not shown again.
 * Rejects with `LeaseLost` when another process holds the account.
 */
export async function accept(
  ctx: Needs,
  acceptor: Acceptor,
  batch: readonly RawMessage[],
  cursor?: Cursor,
): Promise<void> {
  if (batch.length === 0 && cursor === undefined) return
  const entries: LedgerEntry[] = []
  for (const raw of batch) entries.push(await prepare(raw, ctx))
  ctx.reach('inbound.before_commit')
  const entered = await inTransaction(ctx.pool, async (client) => {
    const account = await moveAccount(client, acceptor, { cursor, received: batch.length > 0 })
    return enterRows(client, account, entries)
  })
  ctx.reach('inbound.after_commit')
  giveBackMemory(batch.reduce((sum, { bytes }) => sum + bytes.length, 0))
  await ring(ctx, entered)
  ctx.reach('inbound.rung')
}

async function prepare({ bytes, key, mediaType, receivedAt }: RawMessage, { blobs }: Needs): Promise<LedgerEntry> {
  const blob = bytes.length > largestRowBytes ? (await blobs.put(bytes)).hash : null
  const sha256 = blob ?? createHash('sha256').update(bytes).digest('hex')
  return { key, mediaType, receivedAt, bytes, sha256, blob }
}

/** The lock on the account's row also makes accepts of one account take turns. */
async function moveAccount(
  client: pg.PoolClient,
  { accountId, epoch }: Acceptor,
  { cursor, received }: { cursor: Cursor | undefined; received: boolean },
): Promise<{ id: string; connectedAt: Date; syncing: boolean }> {
  const { rows } = await client.query<{ created_at: Date; syncing: boolean }>({
    name: 'accept_account',
    text: `
      update channel_accounts set
        cursor = coalesce($3::jsonb, cursor),
        last_received_at = case when $4 then now() else last_received_at end,
        last_heard_at = now()
      where id = $1 and deleted_at is null and ($2::bigint is null or lease_epoch = $2::bigint)
      returning created_at, first_synced_at is null and $2 is not null as syncing`,
    values: [accountId, epoch, cursor === undefined ? null : JSON.stringify(cursor), received],
  })
  const row = rows[0]
  if (!row) throw new LeaseLost(`Another process holds account ${accountId}, or it was removed.`)
  return { id: accountId, connectedAt: row.created_at, syncing: row.syncing }
}

/** A ring that is not heard is repaired by the sweep, which finds the open rows. */
async function ring({ doorbell }: Needs, entered: readonly EnteredRow[]): Promise<void> {
  const open = entered.filter((row) => row.open)
  await doorbell.ring.inbound(open.filter((row) => !row.history).map((row) => row.id))
  await doorbell.ring.inbound(
    open.filter((row) => row.history).map((row) => row.id),
    { priority: 'backlog' },
  )
}
