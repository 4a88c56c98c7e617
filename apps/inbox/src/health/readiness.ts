/** Whether the whole pipeline moves, not only whether its parts answer: told by the age of what should be gone by now. */
import { setTimeout as delay } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Tables } from '../db/tables.ts'

/** Older than any message should wait for its turn on a busy day. */
const stuckAfterSeconds = 120
/** Whoever watches gives up on an answer sooner than a database that is frozen. */
const answerLimitMs = 3_000
/** Several beats of a listener. */
const silentTooLongMs = 30_000

export type Check = { ok: boolean; detail: string }
export type Readiness = {
  ready: boolean
  checks: Record<'database' | 'queue' | 'inbound' | 'outbound' | 'listeners' | 'process', Check>
}

/** The roles that run in this process beside the api, and how they say that they still do. */
export type OwnRoles = {
  worker?: { running(): boolean }
  listener?: { silentMs(): number }
}

export type PipelineAges = {
  /** Seconds; `null` when nothing waits. */
  oldestLedgerSeconds: number | null
  oldestOutboundSeconds: number | null
  openLedgerRows: number
  waitingReplies: number
  accountsWithoutListener: number
}

export async function readiness(
  { db, doorbell }: Pick<Context, 'db' | 'doorbell'>,
  roles: OwnRoles,
): Promise<Readiness> {
  const [ages, queue] = await Promise.all([settled(readPipelineAges(db)), settled(doorbell.ping())])
  const unknown = { ok: false, detail: 'unknown while the database does not answer' }
  const checks = {
    database: { ok: ages.ok, detail: ages.ok ? 'answers' : 'does not answer' },
    queue: { ok: queue.ok, detail: queue.ok ? 'answers' : 'does not answer' },
    process: processCheck(roles),
    ...(ages.ok ? pipelineChecks(ages.value) : { inbound: unknown, outbound: unknown, listeners: unknown }),
  }
  return { ready: Object.values(checks).every((check) => check.ok), checks }
}

function processCheck({ worker, listener }: OwnRoles): Check {
  if (worker && !worker.running()) return { ok: false, detail: 'its worker has ended' }
  const silentMs = listener?.silentMs() ?? 0
  if (silentMs >= silentTooLongMs)
    return { ok: false, detail: `its listener was last seen ${Math.round(silentMs / 1000)} s ago` }
  return { ok: true, detail: 'its roles run' }
}

function pipelineChecks(ages: PipelineAges): Record<'inbound' | 'outbound' | 'listeners', Check> {
  const age = (seconds: number | null) => ({
    ok: (seconds ?? 0) < stuckAfterSeconds,
    detail: seconds === null ? 'nothing waits' : `the oldest waits for ${Math.round(seconds)} s`,
  })
  const orphans = ages.accountsWithoutListener
  return {
    inbound: age(ages.oldestLedgerSeconds),
    outbound: age(ages.oldestOutboundSeconds),
    listeners: {
      ok: orphans === 0,
      detail: orphans === 0 ? 'every account is held' : `${orphans} accounts are held by no listener`,
    },
  }
}

type AgesRow = {
  ledger_age: number | null
  ledger_count: number
  outbound_age: number | null
  outbound_count: number
  orphans: number
}

/** What waits on purpose (a retry's time, a rate limit, an account that needs a person) is not late. */
export async function readPipelineAges(db: Kysely<Tables>): Promise<PipelineAges> {
  const found = await sql<AgesRow>`
    select inbound.age as ledger_age, inbound.count as ledger_count, outbound.age as outbound_age,
      outbound.count as outbound_count, orphans.count as orphans
    from
      (select extract(epoch from now() - min(greatest(accepted_at, retry_at)))::float8 as age, count(*)::int as count
        from ledger where state = 'open' and (retry_at is null or retry_at <= now())) inbound,
      (select extract(epoch from now() - min(greatest(message.created_at, message.deliver_after)))::float8 as age,
          count(*)::int as count
        from messages message join channel_accounts account on account.id = message.account_id
        where message.delivery_state in ('queued', 'sending') and (message.deliver_after is null or message.deliver_after <= now())
          and account.enabled and not account.sending_held
          and (account.sending_waits_until is null or account.sending_waits_until <= now())) outbound,
      (select count(*)::int as count from channel_accounts
        where enabled and deleted_at is null and not demo
          and coalesce(lease_until, created_at) < now() - make_interval(secs => ${stuckAfterSeconds})) orphans`.execute(
    db,
  )
  const row = found.rows[0] as AgesRow
  return {
    oldestLedgerSeconds: row.ledger_age,
    oldestOutboundSeconds: row.outbound_age,
    openLedgerRows: row.ledger_count,
    waitingReplies: row.outbound_count,
    accountsWithoutListener: row.orphans,
  }
}

type Settled<Value> = { ok: true; value: Value } | { ok: false }

function settled<Value>(work: Promise<Value>): Promise<Settled<Value>> {
  const answered = work.then(
    (value) => ({ ok: true as const, value }),
    () => ({ ok: false as const }),
  )
  return Promise.race([answered, delay(answerLimitMs, { ok: false as const }, { ref: false })])
}
