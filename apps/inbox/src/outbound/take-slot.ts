/**
 * Keeps all workers together to an account's own limits. Whoever may not go yet gets a time of their own, in the order of asking, so that
 * nobody has to ask twice and nobody overtakes.
 */
import { detailOf } from '@cordboard/core/sentence'
import type pg from 'pg'
import type { Context } from '../context.ts'
import { inRepeatableTransaction } from '../db/transaction.ts'
import { say } from '../sentences.ts'

export type SendingLimits = { perMinute: number | null; perHour: number | null }

/** Of the advisory locks, beside those of ingest. */
const slotLock = 711_000_900_000_000n
const minuteMs = 60_000
const hourMs = 3_600_000
/** A slot that came late because its window has filled up since looks again this soon at the earliest. */
const shortestMs = 100

type Head = { accountId: string; messageId: string }
type Window = { limit: number; ms: number; name: 'minute' | 'hour' }

/** `null`: go. Else the milliseconds to wait, which the reply now says of itself. */
export async function takeSlot(
  { pool }: Pick<Context, 'pool'>,
  head: Head,
  limits: SendingLimits,
): Promise<number | null> {
  const windows = windowsOf(limits)
  if (windows.length === 0) return null
  return inRepeatableTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(${slotLock + BigInt(head.accountId)})`)
    if (await needsNone(client, head)) return null
    const own = await ownSlot(client, head)
    if (own !== null && own > 0) return waitUntil(client, head, { waitMs: own, windows })
    const looks = []
    for (const window of windows) looks.push(await lookAt(client, head, window))
    const binding = looks.toSorted((one, other) => other.waitMs - one.waitMs)[0]
    const isFree = looks.every(({ used, limit }) => used < limit)
    // A slot that is due goes before those that were given later.
    if (binding === undefined || (isFree && (own !== null || binding.waitMs <= 0))) return use(client, head)
    const waitMs = Math.max(shortestMs, Math.ceil(binding.waitMs))
    await reserve(client, head, waitMs)
    return waitUntil(client, head, { waitMs, windows: [binding] })
  })
}

function windowsOf({ perMinute, perHour }: SendingLimits): Window[] {
  const minute: Window[] = perMinute === null ? [] : [{ limit: perMinute, ms: minuteMs, name: 'minute' }]
  return perHour === null ? minute : [...minute, { limit: perHour, ms: hourMs, name: 'hour' }]
}

/** Two workers may look at the same reply; one slot serves whichever claims it, and the other needs none. */
async function needsNone(client: pg.PoolClient, { messageId }: Head): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from messages m where m.id = $1 and (m.delivery_state <> 'queued' or exists (
       select from sending_slots s where s.message_id = m.id and s.used and s.at >= m.delivery_at))`,
    [messageId],
  )
  return rowCount !== 0
}

/** How long until the slot this reply was given; `null` when it has none. */
async function ownSlot(client: pg.PoolClient, { messageId }: Head): Promise<number | null> {
  const { rows } = await client.query<{ wait_ms: number }>(
    `select extract(epoch from at - clock_timestamp())::float8 * 1000 as wait_ms from sending_slots
     where message_id = $1 and not used`,
    [messageId],
  )
  return rows[0]?.wait_ms ?? null
}

/** When this window has room after everybody who was given a slot already, and how many went out within it. */
async function lookAt(
  client: pg.PoolClient,
  { accountId, messageId }: Head,
  window: Window,
): Promise<Window & { waitMs: number; used: number }> {
  const { rows } = await client.query<{ wait_ms: number; used: number }>(
    `select
       (select count(*)::int from sending_slots
        where account_id = $1 and used and at > clock_timestamp() - $3::bigint * interval '1 millisecond') as used,
       coalesce((
         select extract(epoch from at - clock_timestamp())::float8 * 1000 + $3::bigint from sending_slots
         where account_id = $1 and (used or message_id <> $4) order by at desc offset $2 limit 1), 0) as wait_ms`,
    [accountId, window.limit - 1, window.ms, messageId],
  )
  const row = rows[0]
  return { ...window, waitMs: row?.wait_ms ?? 0, used: row?.used ?? 0 }
}

async function use(client: pg.PoolClient, { accountId, messageId }: Head): Promise<null> {
  await client.query('delete from sending_slots where message_id = $1 and not used', [messageId])
  await client.query(
    `delete from sending_slots where account_id = $1 and at < clock_timestamp() - $2::bigint * interval '1 millisecond'`,
    [accountId, hourMs + minuteMs],
  )
  await client.query(
    'insert into sending_slots (account_id, message_id, at, used) values ($1, $2, clock_timestamp(), true)',
    [accountId, messageId],
  )
  return null
}

async function reserve(client: pg.PoolClient, { accountId, messageId }: Head, waitMs: number): Promise<void> {
  await client.query('delete from sending_slots where message_id = $1 and not used', [messageId])
  await client.query(
    `insert into sending_slots (account_id, message_id, at)
     values ($1, $2, clock_timestamp() + $3::bigint * interval '1 millisecond')`,
    [accountId, messageId, waitMs],
  )
}

/** The event is the last statement: it holds the lock of the log. */
async function waitUntil(
  client: pg.PoolClient,
  { messageId }: Head,
  { waitMs, windows }: { waitMs: number; windows: readonly Window[] },
): Promise<number> {
  const [window] = windows
  const words = say(window?.name === 'hour' ? 'waits_for_hour' : 'waits_for_minute', { limit: window?.limit ?? 0 })
  const { detail, sentence } = detailOf(words)
  await client.query(
    `with waiting as (
       update messages set deliver_after = clock_timestamp() + $2::bigint * interval '1 millisecond',
         delivery_detail = $3, delivery_sentence = $4, delivery_technical = null
       where id = $1 and delivery_state = 'queued' returning id, account_id, conversation_id
     )
     select append_events(jsonb_build_array(jsonb_build_object(
       'type', 'delivery.changed', 'accountId', account_id::text, 'conversationId', conversation_id::text,
       'messageId', id::text, 'data', jsonb_build_object('state', 'queued')))) from waiting`,
    [messageId, Math.ceil(waitMs), detail, JSON.stringify(sentence)],
  )
  return Math.ceil(waitMs)
}
