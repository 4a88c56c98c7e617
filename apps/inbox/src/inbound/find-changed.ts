/** The messages a change may be about: those that bear the id it names. The caller holds the account's ingest lock. */
import type { ConversationStatus } from '@cordboard/core/threading'
import type pg from 'pg'
import type { StoredReaction } from '../db/message-tables.ts'

export type ChangedMessage = {
  id: string
  conversation_id: string
  external_id: string | null
  direction: 'inbound' | 'outbound' | 'note'
  sender_key: string | null
  sender_address: string | null
  sender_name: string | null
  subject: string | null
  body_text: string
  body_sentence: unknown
  body_html: string | null
  text_fold: number | null
  folded_html: string | null
  occurred_at: Date
  edited_at: Date | null
  deleted_at: Date | null
  reactions: StoredReaction[] | null
  /** Of its conversation. */
  thread_key: string | null
  status: ConversationStatus
  last_activity_at: Date
  /** Whether whoever changes it takes part in that conversation. */
  takes_part: boolean
}

export type ChangeQuestion = { accountId: string; externalId: string; about: string; by: string }

/** However many strangers reuse an id, the earliest bearers are the real ones. */
const mostBearers = 20

/** `made` where the change has been made before. Locks the messages. */
export async function findChanged(
  client: pg.PoolClient,
  { accountId, externalId, about, by }: ChangeQuestion,
): Promise<ChangedMessage[] | 'made'> {
  const made = await client.query('select from message_changes where account_id = $1 and external_id = $2', [
    accountId,
    externalId,
  ])
  if (made.rows.length > 0) return 'made'
  const { rows } = await client.query<ChangedMessage>({
    name: 'find_changed',
    text: changedSql,
    values: [accountId, about, by],
  })
  return rows
}

const changedSql = `
  select m.id, m.conversation_id, m.external_id, m.direction, m.sender_key, m.sender_address, m.sender_name, m.subject,
    m.body_text, m.body_sentence, m.body_html, m.text_fold, m.folded_html, m.occurred_at, m.edited_at, m.deleted_at, m.reactions,
    c.thread_key, c.status, c.last_activity_at,
    exists (select from conversation_participants p where p.conversation_id = c.id and p.key = $3) as takes_part
  from message_thread_ids t
  join messages m on m.id = t.message_id
  join conversations c on c.id = m.conversation_id
  where t.account_id = $1::bigint and t.thread_id = $2 and t.claimed_by = ''
  order by t.message_id limit ${mostBearers}
  for update of m`
