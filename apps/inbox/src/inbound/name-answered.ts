import type pg from 'pg'

/** Shows beside a message which one of its conversation it says it answers. */
export async function nameAnswered(
  client: pg.PoolClient,
  { accountId, messageId, answers }: { accountId: string; messageId: string; answers: string },
): Promise<void> {
  await client.query({
    name: 'name_answered',
    text: `
      update messages m set answers_id = answered.id
      from message_thread_ids t join messages answered on answered.id = t.message_id
      where m.id = $3::bigint and t.account_id = $1::bigint and t.thread_id = $2 and t.claimed_by = ''
        and answered.conversation_id = m.conversation_id and answered.id <> m.id`,
    values: [accountId, answers, messageId],
  })
}
