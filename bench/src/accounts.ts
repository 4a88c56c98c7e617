/** Mailboxes connected to a desk, and what has become visible of their mail. */
import type { Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import type pg from 'pg'
import type { Desk } from './desk.ts'
import { until } from './until.ts'

type Server = { imapPort: number; smtpPort: number; user: string; password: string }

/** Nothing is ever sent through it. */
export function accountSettings(name: string, { imapPort, smtpPort, user, password }: Server): object {
  const endpoint = { host: '127.0.0.1', security: 'none', user, password }
  return {
    address: `${name}@desk.test`,
    imap: { ...endpoint, port: imapPort },
    smtp: { ...endpoint, port: smtpPort },
  }
}

/** Resolves with the account's id. `imapPort` leads there by another way than the server's own port. */
export async function addMailbox(
  desk: Desk,
  dovecot: Dovecot,
  name: string,
  { imapPort = dovecot.imapPort } = {},
): Promise<string> {
  const settings = accountSettings(name, { ...dovecot.account(name), imapPort, smtpPort: dovecot.lmtpPort })
  const { id } = await desk.call<{ id: string }>('POST', '/accounts', { channel: 'email', name, settings })
  return id
}

export async function allConnected(desk: Desk, count: number, limitMs = 120_000): Promise<void> {
  await until(
    `${count} accounts are connected`,
    async () => {
      const { items } = await desk.call<{ items: { state: { state: string } }[] }>('GET', '/accounts')
      return items.filter(({ state }) => state.state === 'connected').length >= count
    },
    { everyMs: 50, limitMs },
  )
}

export type Visible = { visible: number; distinct: number }

/** Messages of these accounts an agent can see, and how many of them are different ones. */
export async function visibleOf(pool: pg.Pool, accountIds: readonly string[]): Promise<Visible> {
  const { rows } = await pool.query<Visible>(
    `select count(*)::int as visible, count(distinct (account_id, external_id))::int as distinct
     from messages where account_id = any($1::bigint[])`,
    [accountIds],
  )
  return rows[0] ?? { visible: 0, distinct: 0 }
}

/** Throws when one was lost or doubled. */
export async function expectAll(pool: pg.Pool, accountIds: readonly string[], mails: number): Promise<void> {
  const found = await visibleOf(pool, accountIds)
  if (found.visible !== mails || found.distinct !== mails)
    throw new Error(`Lost or doubled: ${JSON.stringify(found)} of ${mails} mails.`)
}

export async function untilVisible(
  pool: pg.Pool,
  accountIds: readonly string[],
  mails: number,
  limitMs = 180_000,
): Promise<void> {
  await until(
    `${mails} mails are visible`,
    async () => {
      const { rows } = await pool.query<{ count: number }>(
        'select count(*)::int as count from messages where account_id = any($1::bigint[])',
        [accountIds],
      )
      return (rows[0]?.count ?? 0) >= mails
    },
    { limitMs },
  )
}
