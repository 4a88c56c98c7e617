/** Fills a desk for the demo: one account, its customers, and what was said during the last days. */
import { randomUUID } from 'node:crypto'
import { emptyCursor } from '@cordboard/channel-demo/diary'
import { demo } from '@cordboard/channel-demo/index'
import { sql } from 'kysely'
import { createAccount } from '../accounts/create-account.ts'
import type { Context } from '../context.ts'
import { appendEvents } from '../db/append-events.ts'
import { inTransaction } from '../db/transaction.ts'
import { createIngest } from '../inbound/ingest.ts'
import { openTxtRecords } from '../inbound/txt-records.ts'
import { createNormalise } from '../inbound/normalise.ts'
import { adoptDemo } from './adopt-demo.ts'
import { removeDemo } from './remove-demo.ts'
import { stories } from './stories/stories.ts'
import { tellStory } from './tell-story.ts'

const seedLock = 711_000_712

/**
 * Resolves to whether it seeded: a desk that has its demo keeps it as it is. One that was cut off halfway, or whose account was
 * disconnected, is removed and told afresh.
 */
export async function seedDemo(ctx: Context, signal: AbortSignal): Promise<boolean> {
  return inTransaction(ctx.pool, async (client) => {
    // Of several processes that start at once, one seeds and the others find it done.
    await client.query('select pg_advisory_xact_lock($1)', [seedLock])
    if (await isSeeded(ctx)) return false
    await removeDemo(ctx, { actorAgentId: null })
    await seed(ctx, signal)
    return true
  })
}

/** The cursor is the last thing that is written. */
async function isSeeded({ db }: Context): Promise<boolean> {
  const { rows } = await sql`
    select from channel_accounts
    where demo and channel = ${demo.id} and deleted_at is null and cursor is not null limit 1`.execute(db)
  return rows.length > 0
}

async function seed(ctx: Context, signal: AbortSignal): Promise<void> {
  const settings = { line: randomUUID() }
  const account = await createAccount(ctx, { channel: demo.id, name: 'Demo', settings, actorAgentId: null, demo: true })
  if (!account.ok) throw new Error(account.message)
  const normalise = createNormalise((channel, raw, self) => channel.normalise(raw, self))
  const ingest = createIngest({ ...ctx, normalise, lookupTxt: openTxtRecords() }, signal)
  const telling = { accountId: account.id, now: new Date() }
  // Side by side, because most of the time goes into waiting for the disk.
  await Promise.all(stories.map((story) => tellStory({ ...ctx, ingest }, story, telling)))
  signal.throwIfAborted()
  await finish(ctx, account.id, await firstAdmin(ctx))
}

async function firstAdmin({ db }: Context): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from agents where role = 'admin' and disabled_at is null order by created_at limit 1`.execute(db)
  return rows[0]?.id ?? null
}

/** Rows come into being when they are written; what they tell of is older. */
async function finish({ db }: Context, accountId: string, adminId: string | null): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`update messages set created_at = occurred_at where account_id = ${accountId}`.execute(tx)
    await sql`
      with first as (
        select conversation_id, min(occurred_at) as at from messages where account_id = ${accountId} group by 1
      ), begun as (
        update conversations set created_at = first.at from first where id = first.conversation_id returning contact_id, first.at
      )
      update contacts set created_at = begun.at, updated_at = begun.at from begun where id = begun.contact_id`.execute(
      tx,
    )
    await sql`
      update channel_accounts set cursor = coalesce(cursor, ${JSON.stringify(emptyCursor)}::jsonb) where id = ${accountId}`.execute(
      tx,
    )
    if (adminId !== null) await adoptDemo(tx, adminId)
    await appendEvents(tx, [{ type: 'desk.changed', data: { demo: true } }])
  })
}
