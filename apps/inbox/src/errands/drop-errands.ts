import { detailOf } from '@cordboard/core/sentence'
import { sql, type Transaction } from 'kysely'
import type { NewEvent } from '../db/append-events.ts'
import type { Tables } from '../db/tables.ts'
import { say } from '../sentences.ts'

/** Nobody can do them any more: their account was removed. Resolves to the events that say so. */
export async function dropErrands(tx: Transaction<Tables>, accountId: string): Promise<NewEvent[]> {
  const { detail, sentence } = detailOf(say('disconnected'))
  const why = JSON.stringify(sentence)
  const { rows } = await sql<{ id: string; conversation_id: string }>`
    with files as (
      update attachments f set fetch_state = 'failed', fetch_after = null, fetch_detail = ${detail}, fetch_sentence = ${why}::jsonb
      from messages m where m.id = f.message_id and m.account_id = ${accountId} and f.fetch_state = 'pending'
      returning f.message_id as id
    ), changes as (
      update sent_changes set state = 'failed', detail = ${detail}, sentence = ${why}::jsonb
      where account_id = ${accountId} and state = 'waiting' returning message_id as id
    )
    select m.id, m.conversation_id from messages m
    where m.id in (select id from files union select id from changes) order by m.id`.execute(tx)
  return rows.map(({ id: messageId, conversation_id: conversationId }) => ({
    type: 'message.changed',
    accountId,
    conversationId,
    messageId,
    data: { because: 'disconnected' },
  }))
}
