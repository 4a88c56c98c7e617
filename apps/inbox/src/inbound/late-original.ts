/**
 * An edit that comes before the message it changes is shown as an entry. When the message comes at last, it is what that entry said
 * before, and no second one.
 */
import type { MessageChange } from '@cordboard/core/message'
import type pg from 'pg'
import { keepVersion, type WordedMessage } from '../messages/set-words.ts'
import type { Entry } from './entry.ts'
import type { Ingested } from './ingest-event.ts'
import type { OpenRow } from './open-rows.ts'
import { storableKey } from './storable.ts'
import { addOtherFiles, knowByParts } from './write-change.ts'

/** Notes that the entry of an edit waits for the message. */
export async function awaitOriginal(
  client: pg.PoolClient,
  { about, change }: MessageChange,
  { accountId, messageId }: { accountId: string; messageId: string },
): Promise<void> {
  if (change.type !== 'edited') return
  await client.query(
    `insert into message_changes (account_id, external_id, message_id, type, changed_at) values ($1, $2, $3, 'edited', now())
     on conflict do nothing`,
    [accountId, awaitedKey(storableKey(about)), messageId],
  )
}

/** As `find_place` asks for it. */
export function awaitedKey(externalId: string): string {
  return `awaited ${externalId}`
}

type EditedEntry = WordedMessage & { conversation_id: string; occurred_at: Date }

/** `null` where the entry is somebody else's: then the message is one of its own. */
export async function joinEdit(
  client: pg.PoolClient,
  editedId: string,
  { row, entry }: { row: OpenRow; entry: Entry },
): Promise<Ingested | null> {
  const { account_id: accountId, id: ledgerId } = row
  const { rows } = await client.query<EditedEntry>(
    `update messages m set edited_at = coalesce(m.edited_at, m.occurred_at)
     from conversations c
     where m.id = $1 and m.account_id = $2 and m.sender_key = $3 and m.direction = 'inbound'
       and c.id = m.conversation_id and c.thread_key = $4
     returning m.id, m.conversation_id, m.occurred_at, m.direction, m.sender_address, m.sender_name, m.subject,
       m.body_text, m.body_sentence, m.body_html, m.text_fold, m.folded_html`,
    [editedId, accountId, entry.sender.key, entry.thread_key],
  )
  const edited = rows[0]
  if (!edited) return null
  const { body_text, body_sentence, body_html, text_fold, folded_html } = entry
  const before = edited.occurred_at.getTime() - 1
  const said_at = new Date(Math.min(before, entry.claimed_sent_at?.getTime() ?? before))
  await keepVersion(client, edited.id, { body_text, body_sentence, body_html, text_fold, folded_html, said_at })
  await addOtherFiles(client, edited, { files: entry.attachments, ledgerId })
  await knowByParts(client, edited, { accountId, ids: entry.thread_ids })
  await client.query(
    `insert into message_changes (account_id, external_id, message_id, type, changed_at) values ($1, $2, $3, 'edited', now())
     on conflict do nothing`,
    [accountId, entry.external_id, edited.id],
  )
  const about = { accountId, conversationId: edited.conversation_id, messageId: edited.id }
  return { events: [{ ...about, type: 'message.changed', data: { because: 'edited' } }], moves: [] }
}
