/** A message that is there is edited, taken back, added to or signed: whether this sender may, and what it leads to. */
import type { MessageChange } from '@cordboard/core/message'
import type pg from 'pg'
import type { Entry } from './entry.ts'
import { type ChangedMessage, findChanged } from './find-changed.ts'
import { mayReopen } from './history.ts'
import type { Ingested } from './ingest-event.ts'
import type { OpenRow } from './open-rows.ts'
import { storableKey } from './storable.ts'
import { momentOf } from './write-entry.ts'
import { addOtherFiles, addParts, changeWords, knowByParts, markDeleted, react } from './write-change.ts'

type Arrival = { row: OpenRow; entry: Entry }

/**
 * `null` when it changes nothing here, because nobody knows the message or it is somebody else's: then it is shown. Only whoever wrote a
 * message changes its words, and a reply is taken back by the account itself; signs are anybody's who takes part in the conversation.
 */
export async function applyChange(
  client: pg.PoolClient,
  event: MessageChange,
  { row, entry }: Arrival,
): Promise<Ingested | null> {
  const externalId = storableKey(event.externalId)
  const by = storableKey(event.by.key)
  const found = await findChanged(client, {
    accountId: row.account_id,
    externalId,
    about: storableKey(event.about),
    by,
  })
  if (found === 'made') return { events: [], moves: [] }
  const isOwn = row.self.keys.some((key) => storableKey(key) === by)
  const target = found.find((message) => mayChange(message, event, { by, entry, isOwn }))
  // What the account itself took back and nobody here has seen is nothing to show.
  if (!target) return isOwn && event.change.type === 'deleted' ? { events: [], moves: [] } : null
  // The part by which the message itself came, seen again.
  if (event.change.type === 'added' && target.external_id === entry.external_id) return { events: [], moves: [] }
  const at = momentOf(row.received_at, new Date())
  const changed = await change(client, target, { event, row, entry, at })
  await client.query(
    `insert into message_changes (account_id, external_id, message_id, type, changed_at) values ($1, $2, $3, $4, $5)`,
    [row.account_id, externalId, target.id, event.change.type, at],
  )
  if (!changed) return { events: [], moves: [] }
  const about = { accountId: row.account_id, conversationId: target.conversation_id, messageId: target.id }
  const told = { ...about, type: 'message.changed' as const, data: { because: event.change.type } }
  const reopens = await reopened(client, target, { event, row })
  if (!reopens) return { events: [told], moves: [] }
  const data = { status: 'open', because: 'customer_wrote' }
  return { events: [told, { ...about, type: 'conversation.changed', messageId: null, data }], moves: [] }
}

function mayChange(
  { direction, sender_key, thread_key, takes_part }: ChangedMessage,
  { change: { type } }: MessageChange,
  { by, entry, isOwn }: { by: string; entry: Entry; isOwn: boolean },
): boolean {
  if (entry.sender_proof === 'refuted') return false
  if (isOwn && type === 'deleted' && direction === 'outbound') return true
  if (type !== 'reacted') return direction === 'inbound' && sender_key === by
  return takes_part || (entry.thread_key !== null && entry.thread_key === thread_key)
}

/** Resolves to whether anything is to be seen of it. */
async function change(
  client: pg.PoolClient,
  target: ChangedMessage,
  { event, row, entry, at }: Arrival & { event: MessageChange; at: Date },
): Promise<boolean> {
  const { by } = event
  switch (event.change.type) {
    case 'edited': {
      const hasFiles = await addOtherFiles(client, target, { files: entry.attachments, ledgerId: row.id })
      return (await changeWords(client, target, { body: event.change.body, at })) || hasFiles
    }
    case 'deleted':
      return markDeleted(client, target, at)
    case 'added':
      await knowByParts(client, target, { accountId: row.account_id, ids: entry.thread_ids })
      return addParts(client, target, { body: event.change.body, files: entry.attachments, ledgerId: row.id })
    case 'reacted':
      return react(client, target, {
        key: storableKey(by.key),
        name: by.displayName,
        signs: [...event.change.signs],
        at: at.toISOString(),
      })
  }
}

/** New words are news where nobody looks any more. */
async function reopened(
  client: pg.PoolClient,
  { conversation_id, status, last_activity_at }: ChangedMessage,
  { event, row }: { event: MessageChange; row: OpenRow },
): Promise<boolean> {
  const { type } = event.change
  if ((type !== 'edited' && type !== 'added') || status === 'open') return false
  const arrival = { history: row.history, occurredAt: row.received_at, now: new Date() }
  if (!mayReopen(arrival, last_activity_at)) return false
  await client.query(`update conversations set status = 'open', snoozed_until = null where id = $1`, [conversation_id])
  return true
}
