import { mayBeAnswered } from '@cordboard/core/automatic-answer'
import type pg from 'pg'
import type { Entry } from './entry.ts'
import type { OpenRow } from './open-rows.ts'

/** Notes that a message which opened a conversation may be answered by the desk itself; whether it is, is decided apart. */
export async function oweAnswer(
  client: pg.PoolClient,
  conversationId: string,
  { row, entry }: { row: OpenRow; entry: Entry },
): Promise<void> {
  const { sender, automation, sender_proof: senderProof, recipients_to: to, recipients_cc: cc } = entry
  const { key } = sender
  if (!row.answers || row.history || row.demo || entry.kind !== 'message') return
  if (!mayBeAnswered({ senderKey: key, automation, senderProof, to, cc }, row.self.keys)) return
  await client.query({
    name: 'owe_answer',
    text: `insert into automatic_answers (conversation_id, account_id, address, domain) values ($1, $2, $3, $4) on conflict do nothing`,
    values: [conversationId, row.account_id, key, key.slice(key.lastIndexOf('@') + 1)],
  })
}
