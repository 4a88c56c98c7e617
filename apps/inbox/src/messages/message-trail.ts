/** What became of one message, for whoever doubts it: the ids it is known by, and every step of its way out. */
import type { MessageTrail } from '@cordboard/api-contract/messages'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdOf } from '../http/row-id.ts'
import { reportKey } from '../reply-tokens.ts'

type Row = {
  ids: string[]
  steps: { state: MessageTrail['steps'][number]['state']; at: string; by: string | null }[]
}

/** A reply of the desk is known by its ids here and at the provider; of an inbound message, its own is shown. */
export async function messageTrail({ db }: Pick<Context, 'db'>, id: string): Promise<MessageTrail> {
  const found = await sql<Row>`
    select
      case when m.direction = 'outbound' then coalesce((
          select array_agg(t.thread_id order by t.thread_id <> m.external_id, t.thread_id) from message_thread_ids t
          where t.message_id = m.id and t.thread_id not like ${`${reportKey('')}%`}), '{}')
        else array_remove(array[regexp_replace(m.external_id, '>#[0-9a-f]{16}(#refuted)?$', '>')], null) end as ids,
      coalesce((
        select json_agg(json_build_object('state', coalesce(e.data->>'state', 'queued'), 'at', e.created_at, 'by', agent.name) order by e.id)
        from events e left join agents agent on agent.id = e.actor_agent_id
        where m.direction = 'outbound' and e.conversation_id = m.conversation_id and e.message_id = m.id
          and e.type in ('message.written', 'delivery.changed')
      ), '[]') as steps
    from messages m where m.id = ${rowIdOf(id, 'message')}::bigint`.execute(db)
  const row = found.rows[0]
  if (!row) throw notFound('message')
  return { ids: row.ids, steps: row.steps.map((step) => ({ ...step, at: new Date(step.at).toISOString() })) }
}
