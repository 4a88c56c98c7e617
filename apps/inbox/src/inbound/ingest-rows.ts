/** Turns prepared ledger rows of one account into messages: one transaction for a few rows, or one each when they do not go together. */
import type { InboundEvent } from '@cordboard/core/message'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { inRepeatableTransaction } from '../db/transaction.ts'
import { changeDelivery } from '../outbound/change-delivery.ts'
import { countApart, runsOf } from './ask-together.ts'
import { type Ingested, ingestEvent, type Item, placeOf, type Prepared } from './ingest-event.ts'
import type { OpenRow } from './open-rows.ts'
import { storableJson } from './storable.ts'

export type PreparedRow = { row: OpenRow; prepared: readonly Prepared[] }

/** Ingest of one account takes turns over all processes: two messages of one thread must see each other. */
const ingestLock = 711_000_800_000_000n

type Needs = Pick<Context, 'hotPool' | 'reach' | 'tokens' | 'doorbell'>

/** All rows in one transaction. Safe to repeat: a row that is done is skipped. */
export async function ingestRows(
  { hotPool, reach, tokens, doorbell }: Needs,
  rows: readonly PreparedRow[],
): Promise<void> {
  const [first] = rows
  if (!first) return
  await inRepeatableTransaction(hotPool, async (client) => {
    await holdIngest(client, first.row.account_id)
    const all: Ingested[] = []
    const items = rows.flatMap(({ row, prepared }) => prepared.map((one): Item => ({ row, prepared: one })))
    for (const run of runsOf(items)) all.push(...(await ingestRun(client, run, { tokens })))
    reach('ingest.before_commit')
    const events = all.flatMap(({ events: ofRow }) => ofRow)
    for (const move of all.flatMap(({ moves }) => moves)) {
      const event = await changeDelivery(client, move)
      if (event) events.push(event)
    }
    const ids = rows.map(({ row }) => row.id)
    await client.query({ name: 'finish_rows', text: finishSql, values: [ids, storableJson(events)] })
  })
  reach('ingest.after_commit')
  if (rows.some(mentionsFiles)) await doorbell.ring.errand({ what: 'fetch', id: first.row.account_id })
}

function mentionsFiles({ prepared }: PreparedRow): boolean {
  return prepared.some(({ entry }) => entry.attachments.some(({ fetch_state }) => fetch_state === 'pending'))
}

/**
 * Until the transaction ends. Taken before any row is. All that follows looks rows up by key, the same way for one reference and for
 * fifty: planned once a session and never by what the tables held then, a mail costs a fifth of what planning it anew does.
 */
export async function holdIngest(client: pg.PoolClient, accountId: string): Promise<void> {
  await client.query(
    `select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
      set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
      pg_advisory_xact_lock(${ingestLock + BigInt(accountId)})`,
  )
}

/** Questions that do not wait for each other, then the writes: two ways to the database and back, where each message took two. */
async function ingestRun(
  client: pg.PoolClient,
  run: readonly Item[],
  { tokens }: Pick<Needs, 'tokens'>,
): Promise<Ingested[]> {
  const placed = await Promise.all(run.map(async (item) => ({ ...item, place: await placeOf(client, item) })))
  const apart = countApart(placed.map(({ place }) => place))
  const ingested = await Promise.all(placed.slice(0, apart).map((item) => ingestEvent(client, item, { tokens })))
  const done = ingested.filter((one) => one !== null)
  // What is left meets what is written now, so it is asked about again.
  return apart === run.length ? done : [...done, ...(await ingestRun(client, run.slice(apart), { tokens }))]
}

/** The log comes last: it holds a lock that everybody waits for. */
const finishSql = `
  with closed as (
    update ledger set state = 'done', done_at = now(), last_error = null, retry_at = null
    where id = any($1::bigint[]) and state = 'open' returning id
  )
  select case when jsonb_array_length($2::jsonb) > 0 then append_events($2::jsonb) end from (select count(*) from closed) counted`

/** What there is to store of an event: of a report or an echo, the message it is when nobody here knows it. */
export function messageIn(event: InboundEvent): Exclude<InboundEvent, { otherwise: unknown }> {
  return 'otherwise' in event ? event.otherwise : event
}
