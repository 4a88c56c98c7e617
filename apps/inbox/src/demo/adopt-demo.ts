import { type Kysely, sql } from 'kysely'
import { appendEvents } from '../db/append-events.ts'
import type { Tables } from '../db/tables.ts'
import { stories } from './stories/stories.ts'

type Adopted = { id: string; account_id: string }

/**
 * Makes the demo's nameless colleague this agent: what was written is theirs, and so are the conversations somebody had taken. Changes
 * nothing on a desk without a demo.
 */
export async function adoptDemo(tx: Kysely<Tables>, agentId: string): Promise<void> {
  const taken = stories.filter(({ assigned }) => assigned).map(({ handle }) => handle)
  await sql`
    update messages set author_agent_id = ${agentId}
    where account_id in (select id from channel_accounts where demo) and direction <> 'inbound' and author_agent_id is null`.execute(
    tx,
  )
  const { rows } = await sql<Adopted>`
    update conversations set assignee_id = ${agentId}
    where account_id in (select id from channel_accounts where demo) and assignee_id is null and thread_key = any(${taken}::text[])
    returning id, account_id`.execute(tx)
  await sql`
    insert into conversation_reads (agent_id, conversation_id, last_read_message_id)
    select ${agentId}, id, last_message_id from conversations
    where account_id in (select id from channel_accounts where demo) and last_message_id is not null
      and (thread_key = any(${taken}::text[]) or status <> 'open')
    on conflict do nothing`.execute(tx)
  const adopted = rows.map(({ id, account_id }) => ({ accountId: account_id, conversationId: id }))
  const changed = { type: 'conversation.changed' as const, actorAgentId: agentId, data: { changed: ['assignee'] } }
  await appendEvents(
    tx,
    adopted.map((about) => ({ ...changed, ...about })),
  )
}
