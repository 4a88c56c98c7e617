import type { OwnIdentities } from '@cordboard/core/channel/channel'
import type pg from 'pg'
import type { Context } from '../context.ts'
import type { LaneItem } from './lanes.ts'

/** A ledger row that waits to become a message, with what of its account is needed to read it. */
export type OpenRow = {
  id: string
  account_id: string
  provider_key: string
  received_at: Date
  media_type: string
  raw: Buffer | null
  raw_blob: string | null
  raw_size: number
  history: boolean
  attempts: number
  channel: string
  self: OwnIdentities
  demo: boolean
  /** Whether first messages are answered by the desk itself. */
  answers: boolean
  /** Whether there are replies nobody knows the fate of. */
  doubts: boolean
}

const due = `l.state = 'open' and (l.retry_at is null or l.retry_at <= now())`

/** Which of these rows still wait, and whose they are. */
export async function findOpen({ pool }: Pick<Context, 'pool'>, ids: readonly string[]): Promise<LaneItem[]> {
  const { rows } = await pool.query<LaneItem>({
    name: 'find_open_rows',
    text: `select l.id, l.account_id as lane, not l.history as live from ledger l where l.id = any($1::bigint[]) and ${due} order by l.id`,
    values: [ids],
  })
  return rows
}

export async function loadOpen(client: pg.Pool | pg.PoolClient, ids: readonly string[]): Promise<OpenRow[]> {
  const { rows } = await client.query<OpenRow>({
    name: 'load_open_rows',
    text: `
      select l.id, l.account_id, l.provider_key, l.received_at, l.media_type, l.raw, l.raw_blob, l.raw_size,
        l.history, l.attempts, a.channel, a.self, a.demo,
        a.automatic_answer is not null as answers,
        exists (select from messages where account_id = a.id and delivery_state = 'unconfirmed') as doubts
      from ledger l join channel_accounts a on a.id = l.account_id
      where l.id = any($1::bigint[]) and ${due}
      order by l.id`,
    values: [ids],
  })
  return rows
}
