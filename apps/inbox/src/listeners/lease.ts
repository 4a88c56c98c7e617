/**
 * One holder per account across all processes. Every lease has a higher epoch than the one before, and whatever a holder writes names
 * its epoch: one that was paused and wakes up can change nothing any more.
 */
import type pg from 'pg'
import type { HeldAccount } from '../accounts/load-account.ts'

export type Lease = { accountId: string; epoch: string; revision: number }

/** The account as it stood when it was taken, so that hundreds of lines need not ask for it one by one. */
export type TakenLease = Lease & { account: HeldAccount }

export const leaseMs = 15_000

const columns = `a.id as "accountId", a.lease_epoch as epoch, a.revision`

/** Takes up to `count` accounts nobody holds. */
export async function takeLeases(pool: pg.Pool, holder: string, count: number): Promise<TakenLease[]> {
  if (count <= 0) return []
  const { rows } = await pool.query<Omit<Lease, 'revision'> & HeldAccount>({
    name: 'take_leases',
    text: `
      update channel_accounts a set
        lease_holder = $1, lease_epoch = lease_epoch + 1, lease_until = now() + $3::integer * interval '1 millisecond'
      where id in (
        select id from channel_accounts
        where enabled and deleted_at is null and (lease_until is null or lease_until < now())
        order by id limit $2 for update skip locked
      )
      returning ${columns}, a.id, a.name, a.channel, a.settings, a.sealed_secrets, a.enabled, a.cursor`,
    values: [holder, count, leaseMs],
  })
  return rows.map(({ accountId, epoch, ...account }) => ({ accountId, epoch, revision: account.revision, account }))
}

/** Those missing from the answer are lost, paused or removed. */
export async function renewLeases(pool: pg.Pool, leases: readonly Lease[]): Promise<Lease[]> {
  if (leases.length === 0) return []
  const { rows } = await pool.query<Lease>({
    name: 'renew_leases',
    text: `
      update channel_accounts a set lease_until = now() + $3::integer * interval '1 millisecond'
      from unnest($1::bigint[], $2::bigint[]) as held(id, epoch)
      where a.id = held.id and a.lease_epoch = held.epoch and a.enabled and a.deleted_at is null
      returning ${columns}`,
    values: [leases.map(({ accountId }) => accountId), leases.map(({ epoch }) => epoch), leaseMs],
  })
  return rows
}

/** Lets another listener take the account at once. */
export async function releaseLease(pool: pg.Pool, { accountId, epoch }: Lease): Promise<void> {
  await pool.query(
    'update channel_accounts set lease_holder = null, lease_until = null where id = $1 and lease_epoch = $2',
    [accountId, epoch],
  )
}

/** Says that this listener lives; answers how many accounts are its part. */
export async function fairShare(pool: pg.Pool, listenerId: string): Promise<number> {
  const { rows } = await pool.query<{ accounts: number; others: number }>({
    name: 'fair_share',
    text: `
      with me as (
        insert into listeners (id, seen_at) values ($1, now()) on conflict (id) do update set seen_at = now()
      ),
      gone as (delete from listeners where id <> $1 and seen_at < now() - interval '1 hour')
      select
        (select count(*) from channel_accounts where enabled and deleted_at is null)::integer as accounts,
        (select count(*) from listeners where id <> $1 and seen_at > now() - $2::integer * interval '1 millisecond')::integer as others`,
    values: [listenerId, leaseMs],
  })
  const { accounts, others } = rows[0] ?? { accounts: 0, others: 0 }
  return Math.ceil(accounts / (others + 1))
}

export async function sayGoodbye(pool: pg.Pool, listenerId: string): Promise<void> {
  await pool.query('delete from listeners where id = $1', [listenerId])
}
